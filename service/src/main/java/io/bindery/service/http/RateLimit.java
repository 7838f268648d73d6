package io.bindery.service.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How often each of many may do something: at a rate, and for a moment more often. Of so many only
 * the last ones are remembered that memory is bounded. Thread-safe.
 */
final class RateLimit {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double burst;
  private final LongSupplier nanoTime;
  private final Map<String, Bucket> buckets;

  /** What is left for one, at a time. */
  private record Bucket(double left, long at) {}

  /**
   * Nobody did anything yet.
   *
   * @param burst how often at once
   * @param most how many are remembered
   */
  RateLimit(double perSecond, double burst, int most, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.nanoTime = nanoTime;
    this.buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * One does it once more.
   *
   * @return nothing if he may; else after how many seconds, 1 or more
   */
  synchronized OptionalLong take(String who) {
    long now = nanoTime.getAsLong();
    var before = buckets.get(who);
    double left =
        before == null
            ? burst
            : Math.min(burst, before.left() + (now - before.at()) / NANOS * perSecond);
    if (left < 1) {
      buckets.put(who, new Bucket(left, now));
      return OptionalLong.of(Math.max(1, (long) Math.ceil((1 - left) / perSecond)));
    }
    buckets.put(who, new Bucket(left - 1, now));
    return OptionalLong.empty();
  }
}
