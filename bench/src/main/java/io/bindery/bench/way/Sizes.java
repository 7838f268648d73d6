package io.bindery.bench.way;

import java.util.ArrayList;
import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds in each of which all variants have their turns
 * @param small folders of a hundred small files
 * @param many folders of ten thousand small files
 * @param large folders of large files
 */
record Sizes(int rounds, Kind small, Kind many, Kind large) {
  private static final long SMALL_BYTES = 4096;

  static Sizes quick() {
    return new Sizes(
        2,
        new Kind("100", 100, SMALL_BYTES, 1.5, 4),
        new Kind("10k", 10_000, SMALL_BYTES, 9, 1),
        new Kind("large", 20, 16 << 20, 3, 1));
  }

  static Sizes full() {
    return new Sizes(
        3,
        new Kind("100", 100, SMALL_BYTES, 2, 8),
        new Kind("10k", 10_000, SMALL_BYTES, 20, 1),
        new Kind("large", 20, 256 << 20, 15, 1));
  }

  /** The same with other times between the first upload and the marker. */
  Sizes within(double seconds) {
    return new Sizes(rounds, small.within(seconds), many.within(seconds), large.within(seconds));
  }

  /** Every kind, near and far, with hashes ahead and without. */
  List<Variant> variants() {
    var all = new ArrayList<Variant>();
    for (var kind : List.of(small, many, large)) {
      for (boolean far : new boolean[] {false, true}) {
        all.add(new Variant(kind, far, false));
        all.add(new Variant(kind, far, true));
      }
    }
    return all;
  }

  /** All folders of a round. */
  List<Variant> turns() {
    var turns = new ArrayList<Variant>();
    for (var variant : variants()) {
      for (int i = 0; i < variant.kind().folders(); i++) {
        turns.add(variant);
      }
    }
    return turns;
  }
}
