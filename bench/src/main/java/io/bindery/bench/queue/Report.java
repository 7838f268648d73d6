package io.bindery.bench.queue;

import io.bindery.bench.measure.FigureFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures as a table, and as JSON. */
final class Report {
  private final PrintWriter out;

  private Report(PrintWriter out) {
    this.out = out;
  }

  static void print(PrintWriter out, Figures figures) {
    var report = new Report(out);
    report.head(figures);
    report.contest(figures);
    out.flush();
  }

  static void write(Path file, Figures figures) throws IOException {
    FigureFile.write(
        file,
        figures.keyed(),
        figures.more(),
        Map.of(
            "seed",
            figures.seed(),
            "sizes",
            figures.sizes(),
            "receivers",
            figures.receivers(),
            "machine",
            figures.machine()));
  }

  private void head(Figures figures) {
    var sizes = figures.sizes();
    line("%n%s", figures.machine().words());
    line(
        "Median of %d rounds, taken in turn, of a queue of %,d notices (%,d with SQS 20 ms away) of"
            + " %d prefixes, Zipf;%nup to %d receive calls at once; seed %d.%n",
        sizes.rounds(),
        sizes.notices(),
        sizes.farNotices(),
        Contest.PREFIXES,
        figures.receivers(),
        figures.seed());
    line(
        "%-38s %6s %12s %14s %14s %10s",
        "from the queue", "away", "notices/s", "CPU us/notice", "SQS us/notice", "calls each");
  }

  private void contest(Figures figures) {
    for (var entry : figures.entries()) {
      line(
          "%-38s %3d ms %,12.0f %,14.0f %,14.0f %10.2f",
          entry.who().words(),
          entry.distance().latency().toMillis(),
          entry.median(Turn::rate),
          entry.median(Turn::cpuMicros),
          entry.median(Turn::sqsCpuMicros),
          entry.median(Turn::calls));
    }
    line("");
    for (var distance : Distance.values()) {
      for (var other : List.of(Who.BARE_LOOP, Who.PEER)) {
        line(
            "%-50s %3d ms: x %.2f the rate, x %.2f the CPU",
            "Bindery beside the " + other.words(),
            distance.latency().toMillis(),
            figures.ratio(other, distance, Turn::rate),
            figures.ratio(other, distance, Turn::cpuMicros));
      }
    }
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
