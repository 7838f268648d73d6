package io.bindery.bench.measure;

import java.util.Arrays;
import java.util.List;

/** The value that so many of all do not exceed. */
public final class Percentile {
  private Percentile() {}

  /**
   * One of the values, by the nearest rank.
   *
   * @param values in any order, at least one
   * @param part 0.5 for half of them
   */
  public static double of(List<Double> values, double part) {
    var sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, (int) Math.ceil(part * sorted.length) - 1)];
  }
}
