package io.bindery.exchange;

import io.bindery.exchange.world.ChildNode;
import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.exchange.world.Fate;
import io.bindery.exchange.world.Wire;
import io.bindery.exchange.world.WireCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A world in which publications stand still at a call of theirs until their process is killed, each
 * at its own.
 */
final class KillStand implements AutoCloseable {
  /** Publications that stand still keep their slots, and must not keep others from theirs. */
  private static final int JOBS_AT_ONCE = 500;

  final ExchangeWorld world = new ExchangeWorld();
  final Wire wire;

  /** Of publications that are to stand still, by data set. */
  private final Map<String, Moment> wanted = new ConcurrentHashMap<>();

  private final Map<String, Moment> reached = new ConcurrentHashMap<>();

  KillStand() {
    world.service().quotas().imports(JOBS_AT_ONCE);
    wire = new Wire(world.localAws());
    wire.decide(this::fate);
  }

  /**
   * Where a publication stands still.
   *
   * @param before whether the call does not get through
   */
  record Moment(String operation, int number, boolean before) {
    boolean is(WireCall call) {
      return call.operation().equals(operation) && call.number() == number;
    }

    @Override
    public String toString() {
      return "%s %s %d".formatted(before ? "before" : "after", operation, number);
    }
  }

  /** Each kind of call before and after it; the first one of each, or any. */
  static List<Moment> moments(List<WireCall> calls, boolean first, Random random) {
    var numbers = new LinkedHashMap<String, List<Integer>>();
    calls.forEach(
        call ->
            numbers.computeIfAbsent(call.operation(), it -> new ArrayList<>()).add(call.number()));
    var moments = new ArrayList<Moment>();
    numbers.forEach(
        (operation, some) -> {
          for (boolean before : List.of(true, false)) {
            moments.add(
                new Moment(operation, some.get(first ? 0 : random.nextInt(some.size())), before));
          }
        });
    return moments;
  }

  /** A node that can be killed; its calls go over the wire. */
  ChildNode child(Path work) {
    var settings = new HashMap<>(ExchangeWorld.small());
    settings.put("bindery.aws.endpoint", wire.endpoint().toString());
    settings.put("bindery.exchange.quotas.jobs-at-once", JOBS_AT_ONCE);
    settings.put("bindery.exchange.preparations", 16);
    settings.put("bindery.exchange.notify-subscribers", true);
    return ChildNode.start(work, world.settings(settings));
  }

  /** The publication of this data set stands still there. */
  void stop(Account account, Moment moment) {
    wanted.put(account.dataSet(), moment);
  }

  /** From now on none stands still. */
  void go() {
    wanted.clear();
  }

  /** What the wire does with a call, unless a test wants something else. */
  Fate fate(WireCall call) {
    var moment = wanted.get(call.dataSet());
    if (moment == null || !moment.is(call)) {
      return Fate.FINE;
    }
    reached.put(call.dataSet(), moment);
    return moment.before() ? Fate.HELD_BEFORE : Fate.HELD_AFTER;
  }

  boolean hasReached(Account account) {
    return reached.containsKey(account.dataSet());
  }

  /** Where a publication stood when its process was killed, for the words of a failure. */
  String reachedBy(Account account) {
    return String.valueOf(reached.get(account.dataSet()));
  }

  @Override
  public void close() {
    wire.close();
    world.service().reset();
    world.close();
  }
}
