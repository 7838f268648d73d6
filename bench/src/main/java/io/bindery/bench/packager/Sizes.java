package io.bindery.bench.packager;

/**
 * How much is measured.
 *
 * @param rounds how often what is short is measured; the median counts
 * @param warmUps packages at most, of {@code small} objects each, for a process to get steady
 * @param small objects of 4 KiB that Bindery and its peer package
 * @param cached objects of 4 KiB that are packaged again and again
 * @param large objects of {@code largeBytes} that are hashed
 * @param largeBytes of each, in bytes
 * @param entries of the manifest that is made without S3
 * @param few objects of the smaller package whose memory is looked at
 * @param many of the larger one
 * @param resumed objects of 8 MiB of the package whose process is killed
 */
record Sizes(
    int rounds,
    int warmUps,
    int small,
    int cached,
    int large,
    long largeBytes,
    int entries,
    int few,
    int many,
    int resumed) {
  static final long SMALL_BYTES = 4 << 10;
  static final long RESUMED_BYTES = 8 << 20;

  /** The figures of the documentation. */
  static Sizes full() {
    return new Sizes(5, 6, 100_000, 100_000, 20, 256L << 20, 1_000_000, 10_000, 1_000_000, 640);
  }

  /** Within five minutes on two cores. */
  static Sizes quick() {
    return new Sizes(3, 12, 10_000, 100_000, 8, 128L << 20, 1_000_000, 10_000, 1_000_000, 160);
  }
}
