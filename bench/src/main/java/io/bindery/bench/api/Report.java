package io.bindery.bench.api;

import io.bindery.bench.measure.Part;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/** The figures as a table. */
final class Report {
  private static final int SLOWEST = 8;

  private Report() {}

  static void print(PrintWriter out, Figures figures) {
    line(out, "%n%s%n", figures.machine().words());
    line(
        out,
        "%,d open batches, %,d closed ones, %,d jobs, written in %.0f s%n",
        figures.sizes().batches(),
        figures.sizes().batches() / 3,
        figures.sizes().jobs(),
        figures.fillSeconds());
    figures.keyed().forEach((name, part) -> figure(out, name, part));
    line(out, "");
    figures
        .more()
        .forEach(
            (name, part) -> {
              if (!name.startsWith("GET ")) {
                figure(out, name, part);
              }
            });
    slowest(out, "lists of batches", figures.batches());
    slowest(out, "lists of jobs", figures.jobs());
    out.flush();
  }

  private static void slowest(PrintWriter out, String what, Part<Map<String, Double>> lists) {
    lists
        .seen()
        .ifPresent(
            seen -> {
              line(out, "%nthe slowest of %d %s, p99 in ms", seen.size(), what);
              seen.entrySet().stream()
                  .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                  .limit(SLOWEST)
                  .forEach(one -> line(out, "%10.1f  %s", one.getValue(), one.getKey()));
            });
  }

  private static void figure(PrintWriter out, String name, Part<Double> part) {
    part.seen()
        .ifPresentOrElse(
            value -> line(out, "%-26s %,12.2f", name, value),
            () -> line(out, "%-26s not measured: %s", name, part.reason()));
  }

  private static void line(PrintWriter out, String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
