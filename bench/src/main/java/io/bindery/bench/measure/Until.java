package io.bindery.bench.measure;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting. */
public final class Until {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(100);

  private Until() {}

  /** Looks again and again. */
  public static void holds(String what, BooleanSupplier condition) {
    holds(PATIENCE, () -> what, condition);
  }

  /**
   * Looks again and again.
   *
   * @param what is waited for; asked for when the patience is over
   */
  public static void holds(Duration patience, Supplier<String> what, BooleanSupplier condition) {
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
