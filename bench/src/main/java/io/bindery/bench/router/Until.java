package io.bindery.bench.router;

import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting. */
final class Until {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(100);

  /** The offsets are kept by ranges of slices, written as first-last. */
  private static final String BEHIND =
      """
      SELECT count(*) FROM (
        SELECT split_part(projection_key, '-', 1)::int AS first,
          split_part(projection_key, '-', 2)::int AS last, max(timestamp_offset) AS reached
        FROM akka_projection_timestamp_offset_store GROUP BY 1, 2) p
      WHERE EXISTS (SELECT 1 FROM event_journal j
        WHERE j.slice BETWEEN p.first AND p.last AND j.db_timestamp > p.reached)
      """;

  private Until() {}

  /** Waits until the tables have what the journal has; answers after how many seconds. */
  static double projected(BenchDatabase database) {
    long start = System.nanoTime();
    holds("the tables to have what the journal has", () -> database.count(BEHIND) == 0);
    return (System.nanoTime() - start) / 1e9;
  }

  /** Looks again and again. */
  static void holds(String what, BooleanSupplier condition) {
    holds(PATIENCE, () -> what, condition);
  }

  /**
   * Looks again and again.
   *
   * @param what is waited for; asked for when the patience is over
   */
  static void holds(Duration patience, Supplier<String> what, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new BenchException(
            "Waited %d s in vain for %s".formatted(patience.toSeconds(), what.get()));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
