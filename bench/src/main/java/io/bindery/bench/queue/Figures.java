package io.bindery.bench.queue;

import io.bindery.bench.measure.Machine;
import io.bindery.bench.measure.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * All that one run gave.
 *
 * @param receivers receive calls that each contestant may have open at once
 */
record Figures(Machine machine, Sizes sizes, long seed, int receivers, List<Entry> entries) {
  Entry entry(Who who, Distance distance) {
    return entries.stream()
        .filter(entry -> entry.who() == who && entry.distance() == distance)
        .findFirst()
        .orElseThrow();
  }

  /** How many times another's figure Bindery's is. */
  double ratio(Who other, Distance distance, ToDoubleFunction<Turn> figure) {
    return entry(Who.BINDERY, distance).ratio(entry(other, distance), figure);
  }

  /** The figures under the names that stay the same from version to version. */
  Map<String, Part<Double>> keyed() {
    var all = new LinkedHashMap<String, Part<Double>>();
    all.put("sqs_vs_bare_loop", Part.of(ratio(Who.BARE_LOOP, Distance.NEAR, Turn::rate)));
    all.put("sqs_vs_peer", Part.of(ratio(Who.PEER, Distance.NEAR, Turn::rate)));
    all.put("notices_per_s_20ms", Part.of(entry(Who.BINDERY, Distance.FAR).median(Turn::rate)));
    all.put(
        "cpu_per_notice_vs_bare_loop",
        Part.of(ratio(Who.BARE_LOOP, Distance.NEAR, Turn::cpuMicros)));
    return all;
  }

  /** Further figures, whose names may change. */
  Map<String, Part<Double>> more() {
    var all = new LinkedHashMap<String, Part<Double>>();
    for (var entry : entries) {
      var name = entry.who().key() + entry.distance().suffix();
      all.put("notices_per_s, " + name, Part.of(entry.median(Turn::rate)));
      all.put("cpu_us_per_notice, " + name, Part.of(entry.median(Turn::cpuMicros)));
      all.put("sqs_cpu_us_per_notice, " + name, Part.of(entry.median(Turn::sqsCpuMicros)));
      all.put("calls_per_notice, " + name, Part.of(entry.median(Turn::calls)));
    }
    all.put("sqs_vs_bare_loop_20ms", Part.of(ratio(Who.BARE_LOOP, Distance.FAR, Turn::rate)));
    all.put("sqs_vs_peer_20ms", Part.of(ratio(Who.PEER, Distance.FAR, Turn::rate)));
    return all;
  }
}
