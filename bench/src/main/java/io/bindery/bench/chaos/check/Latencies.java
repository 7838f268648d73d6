package io.bindery.bench.chaos.check;

import java.util.Collection;

/**
 * Times in seconds.
 *
 * @param count of what
 */
public record Latencies(long count, double p50, double p99, double max) {
  private static final double HALF = 0.5;
  private static final double MOST = 0.99;

  /** Of milliseconds; nearest rank. */
  public static Latencies of(Collection<Long> millis) {
    var sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Latencies(sorted.length, at(sorted, HALF), at(sorted, MOST), at(sorted, 1));
  }

  private static double at(long[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e3;
  }
}
