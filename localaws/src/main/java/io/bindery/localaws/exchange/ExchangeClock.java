package io.bindery.localaws.exchange;

import java.time.Duration;
import java.time.Instant;

/** The time of Data Exchange, which can run faster than that of the wall. */
final class ExchangeClock {
  private Instant base = Instant.now();
  private long from = System.nanoTime();
  private double speed = 1;

  synchronized Instant now() {
    return base.plusNanos((long) ((System.nanoTime() - from) * speed));
  }

  /** From now on a second of the wall is so many here. */
  synchronized void speed(double factor) {
    if (!(factor > 0) || factor > 1_000_000) {
      throw new IllegalArgumentException(
          "The speed is " + factor + ": it must be above 0, up to 1,000,000.");
    }
    base = now();
    from = System.nanoTime();
    speed = factor;
  }

  /** How long a time here is on the wall. */
  synchronized Duration onTheWall(Duration here) {
    return Duration.ofNanos((long) (here.toNanos() / speed));
  }
}
