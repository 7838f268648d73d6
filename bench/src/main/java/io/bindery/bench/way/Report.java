package io.bindery.bench.way;

import java.io.PrintWriter;
import java.util.Locale;

/** The figures as a table. */
final class Report {
  private static final String ROW = "%-44s %10s %10s %10s %10s";

  private Report() {}

  static void print(PrintWriter out, Figures figures) {
    line(out, "%n%s%n", figures.machine().words());
    line(out, ROW, "from the marker to the revision", "p50 ms", "p99 ms", "CPU s", "ahead %");
    for (var variant : figures.sizes().variants()) {
      line(
          out,
          "%-44s %,10.0f %,10.0f %10.2f %10.0f",
          words(variant),
          figures.millis(variant, 0.5),
          figures.millis(variant, 0.99),
          figures.cpuSeconds(variant),
          100 * figures.hashedBefore(variant));
    }
    line(out, "");
    figures
        .keyed()
        .forEach((name, part) -> line(out, "%-28s %,10.2f", name, part.seen().orElseThrow()));
    out.flush();
  }

  private static String words(Variant variant) {
    var kind = variant.kind();
    return String.format(
        Locale.ROOT,
        "%,d x %,d KiB in %.1f s, %d ms away%s",
        kind.files(),
        kind.bytes() >> 10,
        kind.spreadSeconds(),
        variant.far() ? WayWorld.DISTANCE.toMillis() : 0,
        variant.ahead() ? ", ahead" : "");
  }

  private static void line(PrintWriter out, String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
