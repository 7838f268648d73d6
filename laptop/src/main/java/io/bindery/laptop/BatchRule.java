package io.bindery.laptop;

import java.time.Duration;
import java.util.Optional;

/**
 * How the user wants buckets to be batched; what is left out is said by his settings, or else by
 * {@link #DEFAULT}.
 *
 * @param depth folder segments of the common prefix
 * @param count distinct keys that close a batch
 * @param quiet time without an upload that closes a batch
 */
public record BatchRule(
    Optional<Integer> depth, Optional<Integer> count, Optional<Duration> quiet) {
  /** Fit for trying it out: soon closed, and not cut by a small count. */
  static final BatchRule DEFAULT = of(2, 1000, Duration.ofSeconds(5));

  /** A rule that says all. */
  public static BatchRule of(int depth, int count, Duration quiet) {
    return new BatchRule(Optional.of(depth), Optional.of(count), Optional.of(quiet));
  }
}
