package io.bindery.bench.router;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param rounds how often each contestant runs with each load; the median counts
 * @param slice how long each time
 * @param clients connections and threads of the contestants other than Bindery
 * @param latenessBatches how many deadlines are looked at, resident and passivated each
 * @param messages how many go through SQS
 * @param overdue how many batches are overdue at a restart
 * @param open how many batches are open in the largest journal
 */
record Sizes(
    int rounds,
    Duration slice,
    int clients,
    int latenessBatches,
    int messages,
    int overdue,
    int open) {

  /** The figures of the documentation. */
  static Sizes full() {
    return new Sizes(5, Duration.ofSeconds(6), 20, 2_000, 20_000, 100_000, 1_000_000);
  }

  /** Within five minutes on two cores. */
  static Sizes quick() {
    return new Sizes(2, Duration.ofSeconds(2), 20, 500, 3_000, 100_000, 1_000_000);
  }
}
