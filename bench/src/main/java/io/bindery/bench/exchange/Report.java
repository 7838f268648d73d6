package io.bindery.bench.exchange;

import io.bindery.bench.measure.Part;
import java.io.PrintWriter;
import java.util.Locale;

/** The figures as a table. */
final class Report {
  private final PrintWriter out;
  private final Figures figures;

  private Report(PrintWriter out, Figures figures) {
    this.out = out;
    this.figures = figures;
  }

  static void print(PrintWriter out, Figures figures) {
    new Report(out, figures).print();
    out.flush();
  }

  private void print() {
    var sizes = figures.sizes();
    var floor = figures.floor();
    line("%n%s%n", figures.machine().words());
    line(
        "%,d assets in %d revisions and %d jobs of %d s, %d at one time; %.0f s of Data Exchange in"
            + " one of the wall%n",
        sizes.assets(),
        floor.revisions(),
        floor.jobs(),
        Floor.JOB_TIME.toSeconds(),
        Floor.JOBS_AT_ONCE,
        sizes.speed());
    line(
        "%-14s %9s %9s %9s %9s %9s %12s %8s %9s %12s",
        "",
        "prepare s",
        "import s",
        "finish s",
        "all s",
        "of floor",
        "calls / 10k",
        "polls",
        "at once",
        "manifest MB");
    line(
        "%-14s %9s %9.0f %9s %9.0f %9.2f %12.0f %8d %9d",
        "the floor",
        "",
        floor.seconds(),
        "",
        floor.seconds(),
        1.0,
        floor.calls() * 10_000.0 / sizes.assets(),
        0,
        Floor.JOBS_AT_ONCE);
    print("Bindery", figures.bindery());
    print("coordinator", figures.coordinator());
    line("");
    figures
        .large()
        .seen()
        .ifPresentOrElse(
            large ->
                line(
                    "a manifest of %,d lines, from its text to the plan: %.0f MiB of heap at most"
                        + " of 256, %.0f s",
                    sizes.lines(), large.peakMebibytes(), large.seconds()),
            () -> line("a large manifest: not measured: %s", figures.large().reason()));
  }

  private void print(String who, Part<Run> part) {
    part.seen()
        .ifPresentOrElse(
            run ->
                line(
                    "%-14s %9.1f %9.0f %9.1f %9.0f %9.2f %12.0f %8d %9d %12.1f",
                    who,
                    run.before(),
                    run.imports(),
                    run.after(),
                    run.seconds(),
                    run.seconds() / figures.floor().seconds(),
                    run.callsPer10k(figures.sizes().assets()),
                    run.polls(),
                    run.jobsAtOnce(),
                    run.manifestBytes() / 1e6),
            () -> line("%-14s not measured: %s", who, part.reason()));
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
