package io.bindery.bench.router;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.bindery.bench.router.Contest.Who;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;

/** The figures as a table, and as JSON. */
final class Report {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final PrintWriter out;
  private final Figures figures;

  private Report(PrintWriter out, Figures figures) {
    this.out = out;
    this.figures = figures;
  }

  static void print(PrintWriter out, Figures figures) {
    var report = new Report(out, figures);
    report.contest();
    report.rest();
    out.flush();
  }

  static void write(Path file, Figures figures) throws IOException {
    var all = new LinkedHashMap<String, Object>(figures.keyed());
    all.put("seed", figures.seed());
    all.put("machine", figures.machine());
    JSON.writeValue(file.toFile(), all);
  }

  private void contest() {
    var sizes = figures.sizes();
    line("%n%s", figures.machine().words());
    line(
        "Median of %d rounds of %d s each, taken in turn; %d connections; seed %d.%n",
        sizes.rounds(), sizes.slice().toSeconds(), sizes.clients(), figures.seed());
    line(
        "%-38s %-24s %12s %10s %10s %8s",
        "object events made durable", "load", "events/s", "p50 ms", "p99 ms", "tables");
    for (var entry : figures.contest()) {
      if (entry.who() == Who.BINDERY) {
        line(
            "%-38s %-24s %,12.0f %,10.0f %,10.0f %7.1fs",
            entry.who().words, entry.shape(), entry.rate(), entry.p50(), entry.p99(), entry.lag());
      } else {
        line(
            "%-38s %-24s %,12.0f %31s",
            entry.who().words,
            entry.shape(),
            entry.rate(),
            "Bindery: x %.2f".formatted(figures.ratio(entry.who(), entry.shape())));
      }
    }
    long late =
        figures.contest().stream()
            .flatMap(entry -> entry.rounds().stream())
            .mapToLong(Measured::late)
            .sum();
    if (late > 0) {
      line("%,d events were not recorded within the record timeout and would come again.", late);
    }
    line("p50 and p99: from a notice to its being durable, under full load. tables: how long the");
    line("tables of open and closed batches needed to catch up after a round.%n");
  }

  private void rest() {
    var sizes = figures.sizes();
    line("%-58s %,10.0f /s", "notices through SQS, received to deleted", figures.sqsRate());
    late("last object event to announcement (count)", figures.lastEvent());
    late("lateness of a deadline, batch in memory", figures.resident());
    late("lateness of a deadline, batch passivated", figures.passivated());
    line(
        "%-58s %,10.1f s, %d twice; first new event durable after %.1f s",
        "restart with %,d overdue batches: all announced after".formatted(sizes.overdue()),
        figures.restart().seconds(),
        figures.restart().doubles(),
        figures.restart().firstSeconds());
    var open = figures.open();
    line("%-58s %,10.0f /s", "1,000 busy prefixes, 1,000 open", open.few());
    line(
        "%-58s %,10.0f /s (x %.2f)",
        "1,000 busy prefixes, %,d open".formatted(sizes.open()),
        open.many(),
        open.many() / open.few());
    line(
        "%-58s %,10.0f /s",
        "all %,d prefixes busy, each to be woken".formatted(sizes.open()), open.all());
    line(
        "%-58s %,10.0f MiB (%,.0f before), %,d batches in memory",
        "live heap after that", open.heapMebibytes(), open.emptyMebibytes(), open.residents());
  }

  private void late(String what, Lateness.Millis late) {
    line(
        "%-58s %,10.0f ms p50, %,.0f ms p99, %,.0f ms worst",
        what, late.p50(), late.p99(), late.max());
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
