package io.bindery.bench.clients;

/**
 * How much is measured.
 *
 * @param warmUps rounds that do not count
 * @param rounds of each contest, at least 3
 * @param objects that are read in a round
 * @param objectBytes of each
 * @param fileBytes of the file that is uploaded
 * @param messages that are published in a round
 * @param crcBytes that go through each CRC in a round
 */
record Sizes(
    int warmUps,
    int rounds,
    int objects,
    long objectBytes,
    long fileBytes,
    int messages,
    long crcBytes) {
  static Sizes full() {
    return new Sizes(2, 7, 8, 128L << 20, 256L << 20, 10_000, 1L << 30);
  }

  static Sizes quick() {
    return new Sizes(1, 3, 4, 128L << 20, 64L << 20, 4_000, 256L << 20);
  }
}
