package io.bindery.bench.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The table of docs/scale.md. */
final class ScaleText {
  private static final double MILLION = 1e6;
  private static final double GIGA = 1e9;

  /** How long checksums are kept: as shipped, and as short as is allowed. */
  private static final double SHIPPED_DAYS = 400;

  private static final double LEAST_DAYS = 15;

  /** A batch is a run of a hundred files of 8 MB, a tenth of which S3 keeps no checksum of. */
  static final Workload USUAL = new Workload(MILLION, 100, 8e6, 0.1);

  private static final List<Double> LOADS = List.of(1e6, 100e6, 1e9);

  private ScaleText() {}

  /** One line for each figure, with a column for each load. */
  static List<String> table(UnitCosts costs, Prices prices) {
    var lines = new ArrayList<String>();
    lines.add("| objects a day | 1 M | 100 M | 1,000 M |");
    lines.add("|---|---|---|---|");
    lines.add(line("notices a second", costs, it -> it.load().objectsPerSecond()));
    lines.add(line("packages a day", costs, it -> it.load().batchesPerDay()));
    lines.add(line("cores of routers, busy", costs, Forecast::routerCores));
    lines.add(line("cores of packagers, busy", costs, Forecast::packagerCores));
    lines.add(line("cores of Postgres, busy", costs, Forecast::databaseCores));
    lines.add(line("router nodes of 2 cores", costs, Forecast::routerNodes));
    lines.add(line("packager nodes of 2 cores", costs, Forecast::packagerNodes));
    lines.add(line("processors of the database", costs, Forecast::databaseProcessors));
    lines.add(line("database grows a day, GB", costs, it -> it.databaseBytesPerDay() / GIGA));
    lines.add(
        line(
            "database, checksums for 400 days, GB",
            costs,
            it -> it.databaseBytes(SHIPPED_DAYS) / GIGA));
    lines.add(
        line(
            "database, checksums for 15 days, GB",
            costs,
            it -> it.databaseBytes(LEAST_DAYS) / GIGA));
    lines.add(line("requests of SQS a month, M", costs, it -> it.sqsRequestsPerMonth() / MILLION));
    lines.add(line("reads of S3 a month, M", costs, it -> it.s3ReadsPerMonth() / MILLION));
    lines.add(
        line("writes and lists of S3 a month, M", costs, it -> it.s3WritesPerMonth() / MILLION));
    lines.add(line("events of EventBridge a month, M", costs, it -> it.eventsPerMonth() / MILLION));
    lines.add(line("nodes and cluster, $ a month", costs, prices::nodes));
    lines.add(
        line(
            "database in two zones, checksums for 15 days, $ a month",
            costs,
            it -> prices.database(it, LEAST_DAYS)));
    lines.add(line("requests, $ a month", costs, prices::requests));
    lines.add(
        line(
            "all of it, $ a month",
            costs,
            it -> prices.nodes(it) + prices.database(it, LEAST_DAYS) + prices.requests(it)));
    lines.add(
        line(
            "functions of Lambda for the same, $ a month",
            costs,
            it -> prices.functions(it.load())));
    return lines;
  }

  private static String line(String name, UnitCosts costs, ToDoubleFunction<Forecast> figure) {
    var line = new StringBuilder("| ").append(name);
    for (double objects : LOADS) {
      line.append(" | ")
          .append(number(figure.applyAsDouble(new Forecast(USUAL.of(objects), costs))));
    }
    return line.append(" |").toString();
  }

  /** Two digits that count, at least. */
  static String number(double value) {
    if (value >= 10 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value < 0.1 ? "%.4f" : "%.2f", value);
  }
}
