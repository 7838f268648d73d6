package io.bindery.bench.way;

import io.bindery.bench.measure.Machine;
import io.bindery.bench.measure.Median;
import io.bindery.bench.measure.Part;
import io.bindery.bench.measure.Percentile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All that one run gave. */
record Figures(Machine machine, Sizes sizes, List<Folder> folders) {
  private static final double HALF = 0.5;
  private static final double MOST = 0.99;

  /** The figures under the names that stay the same from version to version. */
  Map<String, Part<Double>> keyed() {
    var small = new Variant(sizes.small(), false, false);
    var ahead = new Variant(sizes.large(), false, true);
    var all = new LinkedHashMap<String, Part<Double>>();
    all.put("marker_to_revision_p50_ms", Part.of(millis(small, HALF)));
    all.put("marker_to_revision_p99_ms", Part.of(millis(small, MOST)));
    all.put("hash_ahead_large_ms", Part.of(millis(ahead, HALF)));
    all.put("hash_ahead_cpu_ratio", Part.of(cpuRatio(sizes.large(), false)));
    return all;
  }

  /** Further figures, whose names may change. */
  Map<String, Part<Double>> more() {
    var all = new LinkedHashMap<String, Part<Double>>();
    for (var variant : sizes.variants()) {
      var name = variant.name();
      all.put(name + "_p50_ms", Part.of(millis(variant, HALF)));
      all.put(name + "_p99_ms", Part.of(millis(variant, MOST)));
      all.put(name + "_cpu_s", Part.of(cpuSeconds(variant)));
      all.put(name + "_hashed_before", Part.of(hashedBefore(variant)));
      if (variant.ahead()) {
        all.put(name + "_cpu_ratio", Part.of(cpuRatio(variant.kind(), variant.far())));
      }
    }
    return all;
  }

  /** Of a variant, from the marker to the revision, so many of its folders within it. */
  double millis(Variant variant, double part) {
    return Percentile.of(values(variant, Folder::millis), part);
  }

  double cpuSeconds(Variant variant) {
    return Median.of(values(variant, Folder::cpuSeconds));
  }

  double hashedBefore(Variant variant) {
    return Median.of(values(variant, Folder::hashedBefore));
  }

  /** What the node takes for a folder with hashes ahead, over what it takes without. */
  double cpuRatio(Kind kind, boolean far) {
    return cpuSeconds(new Variant(kind, far, true)) / cpuSeconds(new Variant(kind, far, false));
  }

  private List<Double> values(Variant variant, ToDoubleFunction<Folder> value) {
    return folders.stream()
        .filter(folder -> folder.variant().equals(variant))
        .map(value::applyAsDouble)
        .toList();
  }
}
