package io.bindery.bench.way;

import io.bindery.bench.measure.BenchRun;
import io.bindery.bench.measure.BenchRun.Measured;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the whole way of folders and prints a table. */
@Command(
    name = "way",
    description =
        "Measure how long it takes from the last upload of a folder, its marker, until its revision"
            + " is there: folders of 100 and of 10,000 small files and of 20 large ones, S3 and SQS"
            + " near and 20 ms away, with objects hashed as their notices come and without.")
public final class WayBenchCommand implements Callable<Integer> {
  private static final double MOST = 3_600;

  @Mixin private BenchRun run;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Of the order in which folders come (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--spread",
      paramLabel = "SECONDS",
      description =
          "How long the upload of each folder takes, 0 to 3600 (default: 2 s for 100 files, 20 for"
              + " 10,000 and 15 for large ones, with --quick 1.5, 9 and 3).")
  private Optional<Double> spread = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    spread.ifPresent(
        wanted -> {
          if (!(wanted >= 0 && wanted <= MOST)) {
            throw new CommandLine.ParameterException(
                spec.commandLine(), "--spread is %s: it must be 0 to 3600.".formatted(wanted));
          }
        });
    var standard = run.quick() ? Sizes.quick() : Sizes.full();
    var sizes = spread.map(standard::within).orElse(standard);
    return run.around(
        List.of("org.elasticmq", "org.apache.pekko", "org.eclipse.jetty", "software.amazon"),
        (data, progress) -> {
          var figures = WayBench.run(data, sizes, seed, progress);
          return Measured.of(
              out -> Report.print(out, figures),
              figures.keyed(),
              figures.more(),
              Map.of("machine", figures.machine(), "sizes", sizes, "seed", seed));
        });
  }
}
