package io.bindery.bench.api;

import io.bindery.bench.measure.Machine;
import io.bindery.bench.measure.Part;
import io.bindery.bench.measure.Percentile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that one run gave. */
record Figures(
    Machine machine,
    Sizes sizes,
    double fillSeconds,
    Part<Map<String, Double>> batches,
    Part<Map<String, Double>> jobs,
    Part<List<Double>> traces,
    Part<StreamLoad.Seen> stream,
    Part<ConsoleSize> console,
    Part<Double> cli,
    Part<Scrapes> scrapes,
    Part<MeterCost> meters) {
  /**
   * What it takes to tell the figures.
   *
   * @param millis 99 of 100 are answered within it
   * @param bytes of one answer
   */
  record Scrapes(double millis, long bytes) {}

  /** The figures under the names that stay the same from version to version. */
  Map<String, Part<Double>> keyed() {
    var all = new LinkedHashMap<String, Part<Double>>();
    all.put("list_p99_ms_1m", whole(batches.map(Figures::slowest)));
    all.put("jobs_p99_ms_100k", whole(jobs.map(Figures::slowest)));
    all.put("trace_p99_ms", traces.map(Lists::percentile));
    all.put("stream_lag_p99_ms", stream.map(seen -> Lists.percentile(seen.lags())));
    all.put("console_bytes", console.map(it -> (double) it.bytes()));
    all.put("cli_cpu_s", cli);
    return all;
  }

  private Part<Double> whole(Part<Double> figure) {
    return sizes.isWhole()
        ? figure
        : Part.missing(
            "This run had %,d batches and %,d jobs.".formatted(sizes.batches(), sizes.jobs()));
  }

  /** That of the filter and order that take longest. */
  private static double slowest(Map<String, Double> lists) {
    return lists.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /** Further figures, whose names may change. */
  Map<String, Part<Double>> more() {
    var all = new LinkedHashMap<String, Part<Double>>();
    all.put("fill_seconds", Part.of(fillSeconds));
    all.put("stream_lag_p50_ms", stream.map(seen -> Percentile.of(seen.lags(), 0.5)));
    all.put("stream_heap_mib_before", stream.map(StreamLoad.Seen::heapBefore));
    all.put("stream_heap_mib_after", stream.map(StreamLoad.Seen::heapAfter));
    all.put("console_gzip_bytes", console.map(it -> (double) it.sent()));
    all.put("scrape_p99_ms", scrapes.map(Scrapes::millis));
    all.put("scrape_bytes", scrapes.map(it -> (double) it.bytes()));
    all.put("counter_ns", meters.map(MeterCost::counterNanos));
    all.put("span_ns", meters.map(MeterCost::spanNanos));
    put(all, batches);
    put(all, jobs);
    return all;
  }

  private static void put(Map<String, Part<Double>> all, Part<Map<String, Double>> lists) {
    lists
        .seen()
        .ifPresent(seen -> seen.forEach((way, millis) -> all.put("GET " + way, Part.of(millis))));
  }
}
