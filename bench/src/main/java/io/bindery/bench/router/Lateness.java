package io.bindery.bench.router;

import io.bindery.bench.load.Load;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import io.bindery.bench.measure.InProcessAws;
import io.bindery.bench.measure.Until;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** How long after its time a batch is announced. */
final class Lateness {
  /** So many begin in a second: the deadlines are what is looked at, not the load. */
  private static final int PER_SECOND = 250;

  private static final long NANOS = 1_000_000_000L;
  private static final int COUNT = 20;
  private static final Duration SHORT_QUIET = Duration.ofSeconds(3);
  private static final Duration LONG_QUIET = Duration.ofSeconds(15);

  private Lateness() {}

  /**
   * Milliseconds, of many batches.
   *
   * @param p50 half of them
   * @param p99 99 of 100
   * @param max the worst
   */
  record Millis(double p50, double p99, double max) {
    private static Millis of(double[] values) {
      return new Millis(
          Measured.percentile(values, 50),
          Measured.percentile(values, 99),
          Measured.percentile(values, 100));
    }
  }

  /** From the handing in of a batch's last object event to its announcement. */
  static Millis lastEventToAnnouncement(BenchDatabase database, int batches) {
    var rule = new Rule(COUNT, Duration.ofMinutes(5));
    return measure(database, rule, batches, COUNT, Duration.ZERO, Map.of(), false);
  }

  /** From the end of the quiet time to the announcement, of batches in memory. */
  static Millis resident(BenchDatabase database, int batches) {
    var rule = new Rule(COUNT, SHORT_QUIET);
    return measure(database, rule, batches, 1, SHORT_QUIET, Map.of(), false);
  }

  /** The same of batches that left the memory long before. */
  static Millis passivated(BenchDatabase database, int batches) {
    var rule = new Rule(COUNT, LONG_QUIET);
    Map<String, Object> soon =
        Map.of("akka.cluster.sharding.passivation.idle-or-too-many.idle-entity.timeout", "1s");
    return measure(database, rule, batches, 1, LONG_QUIET, soon, true);
  }

  private static Millis measure(
      BenchDatabase database,
      Rule rule,
      int batches,
      int events,
      Duration quiet,
      Map<String, Object> settings,
      boolean passivated) {
    var announcements = new Announcements();
    try (var node = BenchNode.start(database, InProcessAws.with(announcements), rule, settings)) {
      var load = new Load(Load.Shape.uniform(batches), 0, "late");
      if (!passivated) {
        // The first batches of a node are slow by what a JVM compiles then, and by its connections.
        send(node, load, PER_SECOND, events);
        Until.holds("the first announcements", () -> announcements.byPrefix().size() == PER_SECOND);
        announcements.forget();
      }
      long[] sent = send(node, load, batches, events);
      if (passivated) {
        Until.holds("batches to leave the memory", () -> node.residents() == 0);
        if (!announcements.byPrefix().isEmpty()) {
          throw new BenchException("Batches were announced before they left the memory");
        }
      }
      Until.holds("the announcements", () -> announcements.byPrefix().size() == batches);
      if (announcements.doubles() > 0) {
        throw new BenchException(announcements.doubles() + " batches were announced twice");
      }
      return Millis.of(
          IntStream.range(0, batches)
              .mapToDouble(
                  i ->
                      (announcements.byPrefix().get(Load.prefix(i)).firstNanos()
                              - sent[i]
                              - quiet.toNanos())
                          / 1e6)
              .toArray());
    }
  }

  /** One batch after the other, in an even pace; answers when each was sent. */
  private static long[] send(BenchNode node, Load load, int batches, int events) {
    var sent = new long[batches];
    var accepted = new CompletableFuture<?>[batches];
    long start = System.nanoTime();
    for (int i = 0; i < batches; i++) {
      int prefix = i;
      LockSupport.parkNanos(start + i * NANOS / PER_SECOND - System.nanoTime());
      var all = IntStream.range(0, events).mapToObj(n -> load.event(prefix)).toList();
      sent[i] = System.nanoTime();
      accepted[i] = node.accept(all);
    }
    CompletableFuture.allOf(accepted).join();
    return sent;
  }
}
