package io.bindery.bench.queue;

/**
 * How much is measured.
 *
 * @param warmUps how often each contestant empties a queue of {@code notices} before the first
 *     round
 * @param rounds how often each contestant is measured with each latency; the median counts
 * @param notices in a queue whose answers come at once; a multiple of ten
 * @param farNotices in a queue that is far away; a multiple of ten
 */
record Sizes(int warmUps, int rounds, int notices, int farNotices) {
  /** The figures of the documentation. */
  static Sizes full() {
    return new Sizes(10, 5, 30_000, 10_000);
  }

  /** Within five minutes on two cores. */
  static Sizes quick() {
    return new Sizes(2, 3, 6_000, 3_000);
  }
}
