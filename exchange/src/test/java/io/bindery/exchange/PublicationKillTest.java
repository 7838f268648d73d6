package io.bindery.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed (SIGKILL) while publications are at each of their steps: before and after
 * each kind of call. So many times with -Dbindery.kills, each time at other calls of each kind.
 */
@Tag("chaos")
class PublicationKillTest {
  private static final int KILLS = Integer.getInteger("bindery.kills", 1);
  private static final long SEED = Long.getLong("bindery.seed", System.nanoTime());

  /** Publications that stand still keep their slots, and must not keep others from theirs. */
  private static final int JOBS_AT_ONCE = 500;

  private static ExchangeWorld world;
  private static Wire wire;

  @TempDir static Path work;

  /**
   * Where a publication stands still.
   *
   * @param before whether the call does not get through
   */
  private record Moment(String operation, int number, boolean before) {
    boolean is(WireCall call) {
      return call.operation().equals(operation) && call.number() == number;
    }

    @Override
    public String toString() {
      return "%s %s %d".formatted(before ? "before" : "after", operation, number);
    }
  }

  /** Of publications that are to stand still, by data set. */
  private static final Map<String, Moment> MOMENTS = new ConcurrentHashMap<>();

  private static final Map<String, Moment> REACHED = new ConcurrentHashMap<>();

  @BeforeAll
  static void start() {
    world = new ExchangeWorld();
    world.service().quotas().imports(JOBS_AT_ONCE);
    wire = new Wire(world.localAws());
    wire.decide(PublicationKillTest::fate);
  }

  @AfterAll
  static void stop() {
    wire.close();
    world.service().reset();
    world.close();
  }

  private static Fate fate(WireCall call) {
    var moment = MOMENTS.get(call.dataSet());
    if (moment == null || !moment.is(call)) {
      return Fate.FINE;
    }
    REACHED.put(call.dataSet(), moment);
    return moment.before() ? Fate.HELD_BEFORE : Fate.HELD_AFTER;
  }

  private static ChildNode child() {
    var settings = new HashMap<>(ExchangeWorld.small());
    settings.put("bindery.aws.endpoint", wire.endpoint().toString());
    settings.put("bindery.exchange.quotas.jobs-at-once", JOBS_AT_ONCE);
    settings.put("bindery.exchange.preparations", 16);
    settings.put("bindery.exchange.notify-subscribers", true);
    return ChildNode.start(work, world.settings(settings));
  }

  @Test
  void theEndIsTheSameWhereverTheProcessIsKilled() {
    System.out.println("seed " + SEED);
    var random = new Random(SEED);
    List<WireCall> calls;
    try (var node = child()) {
      var account = Account.withOldProduct(world);
      assertEnd(node.publish(account.manifest()), account, "without a kill");
      calls = wire.calls(account.dataSet());
    }
    int publications = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      publications += killed(moments(calls, kill == 0, random));
    }
    System.out.printf("%d kills, %d publications met by them%n", KILLS, publications);
    assertThat(world.service().violations()).isEmpty();
  }

  /** Each kind of call before and after it; the first one of each, or any. */
  private static List<Moment> moments(List<WireCall> calls, boolean first, Random random) {
    var counts = new LinkedHashMap<String, Integer>();
    calls.forEach(call -> counts.merge(call.operation(), 1, Integer::sum));
    var moments = new ArrayList<Moment>();
    counts.forEach(
        (operation, count) -> {
          moments.add(new Moment(operation, first ? 0 : random.nextInt(count), true));
          moments.add(new Moment(operation, first ? 0 : random.nextInt(count), false));
        });
    return moments;
  }

  private static int killed(List<Moment> moments) {
    var accounts = new LinkedHashMap<String, Account>();
    try (var node = child()) {
      for (var moment : moments) {
        var account = Account.withOldProduct(world);
        MOMENTS.put(account.dataSet(), moment);
        accounts.put(node.publish(account.manifest()), account);
      }
      await("each at its moment, see " + node.words())
          .atMost(ExchangeWorld.PATIENCE)
          .until(
              () ->
                  accounts.entrySet().stream().allMatch(it -> stands(it.getKey(), it.getValue())));
      assertThat(node.isAlive()).isTrue();
      node.kill();
    }
    int met =
        (int) accounts.values().stream().filter(it -> REACHED.containsKey(it.dataSet())).count();
    assertThat(met).as("met by the kill: %s", REACHED).isGreaterThan(accounts.size() / 2);
    MOMENTS.clear();
    try (var node = child()) {
      accounts.forEach(
          (publication, account) ->
              assertEnd(
                  publication,
                  account,
                  "killed %s (seed %d)".formatted(REACHED.get(account.dataSet()), SEED)));
      assertThat(node.isAlive()).isTrue();
    }
    return met;
  }

  /** Polls are never as many: one that has ended was not held. */
  private static boolean stands(String publication, Account account) {
    return REACHED.containsKey(account.dataSet())
        || world.publication(publication).filter(row -> row.get("finished_at") != null).isPresent();
  }

  private static void assertEnd(String publication, Account account, String as) {
    var row = world.ended(publication);
    assertThat(row).as(as + ": " + row).containsEntry("state", "published");
    account.assertPublished(as);
    assertThat(account.jobs()).as(as).isEqualTo(Account.JOBS);
    assertThat(world.service().notices())
        .as(as)
        .filteredOn(notice -> notice.dataSet().equals(account.dataSet()))
        .hasSize(1);
  }
}
