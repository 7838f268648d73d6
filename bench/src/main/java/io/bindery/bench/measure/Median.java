package io.bindery.bench.measure;

import java.util.Arrays;
import java.util.List;

/** The middle of several values. */
public final class Median {
  private Median() {}

  /** The middle value, or the mean of the two middle ones. */
  public static double of(double... values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  public static double of(List<Double> values) {
    return of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
