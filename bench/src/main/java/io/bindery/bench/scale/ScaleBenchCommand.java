package io.bindery.bench.scale;

import io.bindery.bench.measure.BenchRun;
import io.bindery.bench.measure.BenchRun.Measured;
import io.bindery.bench.measure.FigureFile;
import io.bindery.bench.measure.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints what loads take, and checks it by a run. */
@Command(
    name = "scale",
    description =
        "Show what 1 M, 100 M and 1,000 M objects a day take, by the arithmetic of docs/scale.md, and"
            + " check it by a run at a hundredth of the largest.")
public final class ScaleBenchCommand implements Callable<Integer> {
  @Mixin private BenchRun run;

  @Override
  public Integer call() throws IOException {
    var costs = UnitCosts.published();
    var sizes = run.quick() ? ScaleBench.Sizes.quick() : ScaleBench.Sizes.full();
    return run.around(
        List.of("org.elasticmq", "org.apache.pekko", "org.eclipse.jetty", "software.amazon"),
        (data, progress) -> {
          var compared = ScaleBench.run(data, sizes, costs, progress);
          return new Measured(
              out -> print(out, costs, compared),
              file ->
                  FigureFile.write(
                      file, keyed(compared), more(compared), Map.of("sizes", compared.sizes())));
        });
  }

  private static Map<String, Part<Double>> keyed(ScaleBench.Compared compared) {
    var taken = compared.taken();
    var figures = new LinkedHashMap<String, Part<Double>>();
    figures.put(
        "node_forecast_ratio", Part.of(compared.forecastNodeSeconds() / taken.nodeSeconds()));
    figures.put(
        "database_forecast_ratio",
        Part.of(compared.forecastDatabaseSeconds() / taken.databaseSeconds()));
    figures.put(
        "bytes_forecast_ratio",
        Part.of(compared.forecast().databaseBytesPerDay() / taken.databaseBytes()));
    return figures;
  }

  private static Map<String, Part<Double>> more(ScaleBench.Compared compared) {
    double objects = compared.forecast().load().objectsPerDay();
    var taken = compared.taken();
    var idle = compared.idle();
    return Map.of(
        "node_us_per_object", Part.of(taken.nodeSeconds() / objects * 1e6),
        "database_us_per_object", Part.of(taken.databaseSeconds() / objects * 1e6),
        "database_bytes_per_object", Part.of(taken.databaseBytes() / objects),
        "idle_node_cores", Part.of(idle.nodeSeconds() / idle.seconds()),
        "idle_database_cores", Part.of(idle.databaseSeconds() / idle.seconds()));
  }

  private static void print(PrintWriter out, UnitCosts costs, ScaleBench.Compared compared) {
    ScaleText.table(costs, Prices.published()).forEach(out::println);
    var taken = compared.taken();
    out.printf(
        "%n%,.0f objects at %.0f a second: forecast and measured%n",
        compared.forecast().load().objectsPerDay(), compared.sizes().objectsPerSecond());
    out.printf(
        "  processor of the node      %8.1f s  %8.1f s%n",
        compared.forecastNodeSeconds(), taken.nodeSeconds());
    out.printf(
        "  processor of Postgres      %8.1f s  %8.1f s%n",
        compared.forecastDatabaseSeconds(), taken.databaseSeconds());
    out.printf(
        "  growth of the database     %8.1f MB %8.1f MB%n",
        compared.forecast().databaseBytesPerDay() / 1e6, taken.databaseBytes() / 1e6);
    out.flush();
  }
}
