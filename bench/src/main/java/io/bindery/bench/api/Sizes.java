package io.bindery.bench.api;

/**
 * How much is measured.
 *
 * @param batches open ones; a third as many closed ones are beside them
 * @param jobs of packages
 * @param requests for each list
 * @param traces how many objects are traced, each several times
 * @param clients of the stream, beside a slow one
 * @param orders how many orders they are told of
 */
record Sizes(int batches, int jobs, int requests, int traces, int clients, int orders) {
  static final int MILLION = 1_000_000;
  static final int JOBS = 100_000;

  static Sizes quick() {
    return new Sizes(MILLION, JOBS, 60, 10, 200, 100);
  }

  static Sizes full() {
    return new Sizes(MILLION, JOBS, 300, 40, 200, 500);
  }

  boolean isWhole() {
    return batches == MILLION && jobs == JOBS;
  }
}
