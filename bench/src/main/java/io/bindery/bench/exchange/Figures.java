package io.bindery.bench.exchange;

import io.bindery.bench.measure.Machine;
import io.bindery.bench.measure.Part;
import java.util.LinkedHashMap;
import java.util.Map;

/** All that one run gave. */
record Figures(
    Machine machine,
    Sizes sizes,
    Part<Run> bindery,
    Part<Run> coordinator,
    Part<LargeManifest> large) {
  private static final int MILLION = 1_000_000;

  Floor floor() {
    return new Floor(sizes.assets());
  }

  /** The figures under the names that stay the same from version to version. */
  Map<String, Part<Double>> keyed() {
    var all = new LinkedHashMap<String, Part<Double>>();
    all.put("wall_vs_floor", bindery.map(run -> run.seconds() / floor().seconds()));
    all.put("api_calls_per_10k_assets", bindery.map(run -> run.callsPer10k(sizes.assets())));
    all.put(
        "heap_mib_1m_manifest",
        sizes.lines() == MILLION
            ? large.map(LargeManifest::peakMebibytes)
            : Part.missing("This run had %,d lines.".formatted(sizes.lines())));
    all.put("jobs_at_once_max", bindery.map(run -> (double) run.jobsAtOnce()));
    return all;
  }

  /** Further figures, whose names may change. */
  Map<String, Part<Double>> more() {
    var all = new LinkedHashMap<String, Part<Double>>();
    all.put("floor_seconds", Part.of(floor().seconds()));
    all.put("floor_calls_per_10k_assets", Part.of(floor().calls() * 10_000.0 / sizes.assets()));
    put(all, "bindery", bindery);
    put(all, "coordinator", coordinator);
    all.put("manifest_lines", Part.of((double) sizes.lines()));
    all.put("manifest_seconds", large.map(LargeManifest::seconds));
    all.put("manifest_peak_heap_mib", large.map(LargeManifest::peakMebibytes));
    return all;
  }

  private void put(Map<String, Part<Double>> all, String who, Part<Run> run) {
    all.put(who + "_seconds", run.map(Run::seconds));
    all.put(who + "_prepare_seconds", run.map(Run::before));
    all.put(who + "_import_seconds", run.map(Run::imports));
    all.put(who + "_finish_seconds", run.map(Run::after));
    all.put(who + "_vs_floor", run.map(it -> it.seconds() / floor().seconds()));
    all.put(who + "_calls_per_10k_assets", run.map(it -> it.callsPer10k(sizes.assets())));
    all.put(who + "_polls", run.map(it -> (double) it.polls()));
    all.put(who + "_jobs_at_once", run.map(it -> (double) it.jobsAtOnce()));
    all.put(who + "_manifest_bytes", run.map(it -> (double) it.manifestBytes()));
  }
}
