package io.bindery.bench.queue;

import io.bindery.bench.measure.BenchException;
import io.bindery.bench.sqs.Filling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The contestants empty their queues in turn; who begins changes from round to round. */
final class Contest {
  /** Of a lab with so many runs at once, some of which bring most of the files. */
  static final int PREFIXES = 100;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final QueueWorld world;
  private final Sizes sizes;
  private final long seed;
  private int fillings;

  Contest(QueueWorld world, Sizes sizes, long seed) {
    this.world = world;
    this.sizes = sizes;
    this.seed = seed;
  }

  /** Runs all rounds, and looks whether nothing was lost. */
  List<Entry> run(Consumer<String> progress) {
    for (int round = 1; round <= sizes.warmUps(); round++) {
      progress.accept("warming up, %d of %d".formatted(round, sizes.warmUps()));
      for (var who : Who.values()) {
        var unused = turn(who, sizes.notices());
      }
    }
    var entries = new ArrayList<Entry>();
    for (var distance : Distance.values()) {
      world.sqs().latency(distance.latency());
      entries.addAll(rounds(distance, progress));
    }
    check();
    return entries;
  }

  private List<Entry> rounds(Distance distance, Consumer<String> progress) {
    int notices = distance == Distance.NEAR ? sizes.notices() : sizes.farNotices();
    var entries = new ArrayList<Entry>();
    for (var who : Who.values()) {
      entries.add(new Entry(who, distance, new ArrayList<>()));
    }
    for (int round = 0; round < sizes.rounds(); round++) {
      progress.accept(
          "%d ms away, round %d of %d"
              .formatted(distance.latency().toMillis(), round + 1, sizes.rounds()));
      for (int i = 0; i < entries.size(); i++) {
        var entry = entries.get((round + i) % entries.size());
        entry.turns().add(turn(entry.who(), notices));
      }
    }
    return entries;
  }

  private Turn turn(Who who, int notices) {
    var sqs = world.sqs();
    var filling =
        new Filling(who.key(), notices, PREFIXES, seed + fillings, Integer.toString(fillings));
    fillings++;
    double cpu = world.cpuSeconds(who);
    var before = sqs.fill(filling);
    double seconds = sqs.drained(who.key(), PATIENCE);
    var after = sqs.usage();
    return new Turn(
        notices,
        seconds,
        world.cpuSeconds(who) - cpu,
        after.cpuSeconds() - before.cpuSeconds(),
        after.requests("ReceiveMessage") - before.requests("ReceiveMessage"),
        after.requests("DeleteMessageBatch") - before.requests("DeleteMessageBatch"));
  }

  /** What was deleted must be there, or a figure says nothing. */
  private void check() {
    var unused = world.sqs().drained(QueueWorld.DEAD, Duration.ZERO);
    long all =
        (long) (sizes.warmUps() + sizes.rounds()) * sizes.notices()
            + (long) sizes.rounds() * sizes.farNotices();
    atLeast(all, world.recorded(), "object events Bindery recorded");
    atLeast(all, world.inserted(), "rows the peer inserted");
  }

  private static void atLeast(long expected, long found, String what) {
    if (found < expected) {
      throw new BenchException("Of %,d %s only %,d".formatted(expected, what, found));
    }
  }
}
