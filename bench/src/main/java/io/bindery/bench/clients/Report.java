package io.bindery.bench.clients;

import io.bindery.bench.clients.ClientsBench.Figures;
import io.bindery.bench.measure.Part;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The figures as a table, and under their names. */
final class Report {
  private Report() {}

  static void print(PrintWriter out, Figures figures) {
    out.printf(
        "%n%-42s %11s %11s %8s%n", "", "Bindery", "peer", "ratio (above 1: Bindery's is better)");
    for (var row : figures.rows()) {
      out.printf(
          Locale.ROOT,
          "%-42s %,11.3f %,11.3f %8.2f  %s%n",
          row.what(),
          row.bindery(),
          row.peer(),
          row.ratio(),
          row.unit());
    }
    out.printf("%n%-66s %-20s %s%n", "", "Bindery", "peer");
    for (var promise : figures.promises()) {
      out.printf("%-66s %-20s %s%n", promise.what(), promise.bindery(), promise.peer());
    }
    out.println();
    out.println("The peer of CRC-64 in Java is aws-crt's; of all else it is Alpakka S3 or SNS.");
    out.flush();
  }

  static Map<String, Part<Double>> keyed(Figures figures) {
    var keyed = new LinkedHashMap<String, Part<Double>>();
    for (var row : figures.rows()) {
      keyed.put(row.key() + "_bindery", Part.of(row.bindery()));
      keyed.put(row.key() + "_peer", Part.of(row.peer()));
      keyed.put(row.key() + "_ratio", Part.of(row.ratio()));
    }
    return keyed;
  }
}
