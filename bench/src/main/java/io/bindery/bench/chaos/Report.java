package io.bindery.bench.chaos;

import io.bindery.bench.chaos.check.Latencies;
import io.bindery.bench.chaos.check.Verdict.ElementClass;
import io.bindery.bench.chaos.history.Incident;
import io.bindery.bench.chaos.plan.FaultKind;
import io.bindery.bench.measure.Part;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The figures of a run. */
final class Report {
  private static final String NOT_RUN = "--mutants was not given.";

  private static final String NO_DEATH_ALONE =
      "No node died while nothing else was wrong: runs of more than four minutes have such times.";

  private Report() {}

  static void print(PrintWriter out, Result result) {
    var verdict = result.verdict();
    line(
        out,
        "%nseed %d, %.1f minutes of faults, nodes on %s",
        result.options().seed(),
        result.options().minutes(),
        result.network());
    line(
        out,
        "%-34s %,d uploads acknowledged, %,d batches, %,d revisions, %,d publications",
        "operations",
        verdict.acknowledged(),
        result.batches(),
        result.revisions(),
        result.publications());
    line(out, "%-34s %,d uploads, not judged", "without an answer", result.unanswered());
    for (var which : ElementClass.values()) {
      line(
          out,
          "%-34s %,d",
          which.name().toLowerCase(Locale.ROOT).replace('_', ' '),
          verdict.count(which));
    }
    line(out, "%-34s %,d", "second effects", verdict.doubleEffects());
    line(out, "%-34s %,d", "broken promises", verdict.brokenCount());
    line(out, "%-34s %,d with the same id", "announced again", verdict.announcedAgain());
    line(
        out,
        "%-34s %,d killed, %,d ended by themselves and started again",
        "nodes",
        result.kills(),
        result.selfEnded());
    line(
        out,
        "%-34s %,d, of which %,d met trouble",
        "calls of AWS",
        result.calls(),
        result.troubled());
    latency(out, "uploaded to recorded", verdict.recordLatency());
    latency(out, "uploaded to announced", verdict.announceLatency());
    latency(out, "intake held up by a death", verdict.resume());
    line(
        out,
        "%-34s %.2f (%d cores, %.0f s)",
        "cores x hours",
        result.coreHours(),
        Runtime.getRuntime().availableProcessors(),
        result.seconds());
    line(out, "%n%-24s %6s  %s", "fault", "times", "seconds until all nodes were ready: p50, max");
    byKind(result.incidents())
        .forEach((kind, met) -> line(out, "%-24s %6d  %s", kind, met.size(), recovery(met)));
    var missing = missing(result);
    line(out, "%nfaults not tried: %s", missing.isEmpty() ? "none" : String.join(", ", missing));
    verdict.broken().forEach(one -> line(out, "BROKEN %s: %s", one.promise(), one.words()));
    verdict.examples().forEach(one -> line(out, "%s", one));
    out.flush();
  }

  private static void latency(PrintWriter out, String what, Latencies of) {
    if (of.count() == 0) {
      line(out, "%-34s not measured", what);
      return;
    }
    line(
        out,
        "%-34s p50 %.2f s, p99 %.2f s, max %.2f s (%,d)",
        what,
        of.p50(),
        of.p99(),
        of.max(),
        of.count());
  }

  private static Map<String, List<Incident>> byKind(List<Incident> incidents) {
    var kinds = new TreeMap<String, List<Incident>>();
    incidents.forEach(one -> kinds.computeIfAbsent(one.kind(), kind -> new ArrayList<>()).add(one));
    return kinds;
  }

  private static String recovery(List<Incident> met) {
    var times =
        Latencies.of(
            met.stream()
                .filter(one -> one.recoveredAt() > 0)
                .map(one -> one.recoveredAt() - one.healedAt())
                .toList());
    return times.count() == 0
        ? ""
        : String.format(Locale.ROOT, "%.1f, %.1f", times.p50(), times.max());
  }

  /** Those that cannot be had here, and those that the time was too short for. */
  private static List<String> missing(Result result) {
    var met = byKind(result.incidents()).keySet();
    var missing = new ArrayList<String>();
    for (var kind : FaultKind.values()) {
      if (!result.possible().contains(kind)) {
        missing.add(kind + " (not possible here)");
      } else if (!met.contains(kind.name())) {
        missing.add(kind + " (not in this schedule)");
      }
    }
    return missing;
  }

  /** Under names that stay the same. */
  static Map<String, Part<Double>> keyed(Result result, Part<Double> mutantsCaught) {
    var verdict = result.verdict();
    var keyed = new LinkedHashMap<String, Part<Double>>();
    put(keyed, "lost", verdict.count(ElementClass.LOST));
    put(keyed, "double_effects", verdict.doubleEffects());
    put(keyed, "early", verdict.count(ElementClass.EARLY));
    put(keyed, "broken_promises", verdict.brokenCount());
    put(keyed, "kills", result.kills());
    put(keyed, "faults", result.incidents().size());
    keyed.put(
        "resume_p99_seconds",
        verdict.resume().count() == 0
            ? Part.missing(NO_DEATH_ALONE)
            : Part.of(verdict.resume().p99()));
    keyed.put("mutants_caught", mutantsCaught);
    return keyed;
  }

  static Part<Double> notRun() {
    return Part.missing(NOT_RUN);
  }

  /** Further figures. */
  static Map<String, Part<Double>> more(Result result) {
    var verdict = result.verdict();
    var more = new LinkedHashMap<String, Part<Double>>();
    put(more, "acknowledged", verdict.acknowledged());
    put(more, "unanswered", result.unanswered());
    put(more, "never_read", verdict.count(ElementClass.NEVER_READ));
    put(more, "announced_again", verdict.announcedAgain());
    put(more, "batches", result.batches());
    put(more, "revisions", result.revisions());
    put(more, "publications", result.publications());
    put(more, "announced_p50_seconds", verdict.announceLatency().p50());
    put(more, "announced_p99_seconds", verdict.announceLatency().p99());
    put(more, "announced_max_seconds", verdict.announceLatency().max());
    put(more, "recorded_p99_seconds", verdict.recordLatency().p99());
    put(more, "core_hours", result.coreHours());
    byKind(result.incidents())
        .forEach((kind, met) -> put(more, "faults_" + kind.toLowerCase(Locale.ROOT), met.size()));
    return more;
  }

  private static void put(Map<String, Part<Double>> to, String key, Number value) {
    to.put(key, Part.of(value.doubleValue()));
  }

  private static void line(PrintWriter out, String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
