package io.bindery.bench.router;

import java.time.Duration;
import java.util.Arrays;

/**
 * What one round gave.
 *
 * @param events how many object events are durable
 * @param late how many were given up, for no answer came in time
 * @param seconds how long it took
 * @param p50 median time from an event's arrival to its being durable, in milliseconds; NaN if it
 *     was not looked at
 * @param p99 the same, 99 of 100
 */
record Measured(long events, long late, double seconds, double p50, double p99) {
  static Measured of(long events, long late, Duration time) {
    return new Measured(events, late, time.toNanos() / 1e9, Double.NaN, Double.NaN);
  }

  static Measured of(long events, long late, Duration time, double[] latencies) {
    return new Measured(
        events, late, time.toNanos() / 1e9, percentile(latencies, 50), percentile(latencies, 99));
  }

  double rate() {
    return events / seconds;
  }

  /** A percentile of the values, which may be in any order; NaN of none. */
  static double percentile(double[] values, double percent) {
    if (values.length == 0) {
      return Double.NaN;
    }
    var sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(0, Math.min(rank, sorted.length) - 1)];
  }
}
