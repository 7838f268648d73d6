package io.bindery.bench.router;

import io.bindery.bench.measure.BenchRun;
import io.bindery.bench.measure.BenchRun.Measured;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the router and prints a table. */
@Command(
    name = "router",
    description =
        "Measure how fast object events become durable and how late batches are announced, beside"
            + " Apache Camel's aggregator, one row per event, and plain inserts, on one Postgres.")
public final class RouterBenchCommand implements Callable<Integer> {
  private static final List<String> LOUD =
      List.of(
          "org.elasticmq",
          "org.apache",
          "org.springframework",
          "org.eclipse.jetty",
          "io.zonky",
          "com.zaxxer");

  @Mixin private BenchRun run;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Measure only these, of ${COMPLETION-CANDIDATES} (default: all).")
  private Set<RouterBench.Measurement> only = EnumSet.allOf(RouterBench.Measurement.class);

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Of the drawn prefixes (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    var sizes = run.quick() ? Sizes.quick() : Sizes.full();
    return run.around(
        LOUD,
        (data, progress) -> {
          var figures = RouterBench.run(data, only, sizes, seed, progress);
          return new Measured(
              out -> Report.print(out, figures), file -> Report.write(file, figures));
        });
  }
}
