package io.bindery.platform.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pauses between tries: exponential backoff. Each is twice the one before, up to the longest.
 *
 * @param first the pause after the first failure
 * @param longest no pause is longer, but for the jitter
 * @param jitter up to which part of a pause chance adds to it, from 0 to 1: what failed together
 *     then does not come back together
 */
public record Backoff(Duration first, Duration longest, double jitter) {
  public Backoff {
    if (first.isNegative() || longest.isNegative()) {
      throw new IllegalArgumentException(
          "A pause is negative: first %s, longest %s".formatted(first, longest));
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("The jitter is %s, not from 0 to 1".formatted(jitter));
    }
  }

  /** Without chance: for what waits alone. */
  public Backoff(Duration first, Duration longest) {
    this(first, longest, 0);
  }

  /**
   * The pause before the next try, in whole milliseconds.
   *
   * @param failures how many tries have failed so far, counted from 1
   */
  public Duration after(int failures) {
    long pause = plain(Math.max(failures, 1) - 1);
    long most = (long) (pause * jitter);
    return Duration.ofMillis(
        most == 0 ? pause : pause + ThreadLocalRandom.current().nextLong(most + 1));
  }

  private long plain(int doublings) {
    long shortest = first.toMillis();
    long bound = longest.toMillis();
    // Asked this way round, as the doubled pause may not fit into a long.
    boolean beyond = doublings >= Long.SIZE - 1 || shortest > bound >> doublings;
    return shortest == 0 ? 0 : beyond ? bound : shortest << doublings;
  }
}
