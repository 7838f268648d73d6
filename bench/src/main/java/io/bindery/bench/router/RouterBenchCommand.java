package io.bindery.bench.router;

import com.typesafe.config.ConfigFactory;
import io.bindery.bench.measure.BenchException;
import io.bindery.bench.measure.RunDirectory;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the router and prints a table. */
@Command(
    name = "router",
    description =
        "Measure how fast object events become durable and how late batches are announced, beside"
            + " Apache Camel's aggregator, one row per event, and plain inserts, on one Postgres.")
public final class RouterBenchCommand implements Callable<Integer> {
  @Option(names = "--quick", description = "Shorter rounds: done within five minutes.")
  private boolean quick;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Measure only these, of ${COMPLETION-CANDIDATES} (default: all).")
  private Set<RouterBench.Measurement> only = EnumSet.allOf(RouterBench.Measurement.class);

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures to a file as well.")
  private Path json;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Of the drawn prefixes (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the database is put for the time being (default: a temporary directory).")
  private Path directory;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var out = spec.commandLine().getOut();
    var data = RunDirectory.create(directory);
    Logging.toFile(
        ConfigLoader.load(Optional.empty(), ConfigFactory.empty()), data.resolve("bench.log"));
    Logging.quiet(
        "org.elasticmq",
        "org.apache",
        "org.springframework",
        "org.eclipse.jetty",
        "io.zonky",
        "com.zaxxer");
    long start = System.nanoTime();
    try {
      var figures =
          RouterBench.run(
              data,
              only,
              quick ? Sizes.quick() : Sizes.full(),
              seed,
              words -> {
                out.printf("%4d s  %s%n", (System.nanoTime() - start) / 1_000_000_000, words);
                out.flush();
              });
      Report.print(out, figures);
      if (json != null) {
        Report.write(json, figures);
      }
    } catch (BenchException e) {
      throw new CommandException(
          ExitCode.FAILED, e.getMessage() + " The log is kept: " + data.resolve("bench.log"), e);
    }
    RunDirectory.remove(data);
    return ExitCode.OK;
  }
}
