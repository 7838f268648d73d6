package io.bindery.bench.router;

import io.bindery.bench.measure.FigureFile;
import io.bindery.bench.measure.Part;
import io.bindery.bench.router.Contest.Who;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** The figures as a table, and as JSON. */
final class Report {
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
    FigureFile.write(
        file,
        figures.keyed(),
        figures.more(),
        Map.of("seed", figures.seed(), "machine", figures.machine()));
  }

  private void contest() {
    var sizes = figures.sizes();
    line("%n%s", figures.machine().words());
    line(
        "Median of %d rounds of %d s each, taken in turn; %d connections; seed %d.%n",
        sizes.rounds(), sizes.slice().toSeconds(), sizes.clients(), figures.seed());
    line(
        "%-38s %-24s %12s %10s %10s",
        "object events made durable", "load", "events/s", "p50 ms", "p99 ms");
    print("events made durable", figures.contest(), this::contest);
  }

  private void contest(List<Contest.Entry> entries) {
    for (var entry : entries) {
      if (entry.who() == Who.BINDERY) {
        line(
            "%-38s %-24s %,12.0f %,10.0f %,10.0f",
            entry.who().words, entry.shape(), entry.rate(), entry.p50(), entry.p99());
      } else {
        line(
            "%-38s %-24s %,12.0f %22s",
            entry.who().words,
            entry.shape(),
            entry.rate(),
            "Bindery: x %.2f".formatted(Figures.ratio(entries, entry.who(), entry.shape())));
      }
    }
    for (var who : Who.values()) {
      long late =
          entries.stream()
              .filter(entry -> entry.who() == who)
              .flatMap(entry -> entry.rounds().stream())
              .mapToLong(Measured::late)
              .sum();
      if (late > 0) {
        line("%s: %,d events were given up, for no answer came in time.", who.words, late);
      }
    }
    line("p50 and p99: from a notice to its being durable, under full load.%n");
  }

  private void rest() {
    var sizes = figures.sizes();
    print(
        "notices through SQS, received to deleted",
        figures.sqsRate(),
        rate -> line("%-58s %,10.0f /s", "notices through SQS, received to deleted", rate));
    late("last object event to announcement (count)", figures.lastEvent());
    late("lateness of a deadline, batch in memory", figures.resident());
    late("lateness of a deadline, batch passivated", figures.passivated());
    print("restart with overdue batches", figures.restart(), restart -> restart(sizes, restart));
    print("many open batches", figures.open(), open -> open(sizes, open));
  }

  private void restart(Sizes sizes, Restart.Recovery recovery) {
    line(
        "%-58s %,10.1f s, %d twice; first new event durable after %.1f s",
        "restart with %,d overdue batches: all announced after".formatted(sizes.overdue()),
        recovery.seconds(),
        recovery.doubles(),
        recovery.firstSeconds());
  }

  private void open(Sizes sizes, OpenPrefixes.Seen open) {
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

  private void late(String what, Part<Lateness.Millis> measured) {
    print(
        what,
        measured,
        late ->
            line(
                "%-58s %,10.0f ms p50, %,.0f ms p99, %,.0f ms worst",
                what, late.p50(), late.p99(), late.max()));
  }

  private <T> void print(String what, Part<T> part, Consumer<T> printed) {
    part.seen().ifPresentOrElse(printed, () -> line("%-58s not measured: %s", what, part.reason()));
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
