package io.bindery.bench.exchange;

/**
 * How much is measured.
 *
 * @param assets of the manifest that is published
 * @param speed how many seconds of Data Exchange pass in one of the wall
 * @param lines of the manifest that is prepared in a small heap
 */
record Sizes(int assets, double speed, int lines) {
  /** The figures of the documentation. */
  static Sizes full() {
    return new Sizes(25_000, 10, 1_000_000);
  }

  /** Within five minutes on two cores. */
  static Sizes quick() {
    return new Sizes(10_000, 20, 100_000);
  }

  /** The same at another speed. */
  Sizes at(double otherSpeed) {
    return new Sizes(assets, otherSpeed, lines);
  }
}
