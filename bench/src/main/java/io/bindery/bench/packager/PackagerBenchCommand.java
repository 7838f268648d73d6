package io.bindery.bench.packager;

import com.typesafe.config.ConfigFactory;
import io.bindery.bench.measure.BenchException;
import io.bindery.bench.measure.FigureFile;
import io.bindery.bench.measure.RunDirectory;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the packager and prints a table. */
@Command(
    name = "packager",
    description =
        "Measure how fast packages are made, what hashing costs beside OpenSSL, and what a second"
            + " package or a kill costs, on a Postgres and an S3 in processes of their own.")
public final class PackagerBenchCommand implements Callable<Integer> {
  @Option(names = "--quick", description = "Fewer objects: done within five minutes.")
  private boolean quick;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Measure only these, of ${COMPLETION-CANDIDATES} (default: all).")
  private Set<PackagerBench.Measurement> only = EnumSet.allOf(PackagerBench.Measurement.class);

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures to a file as well.")
  private Path json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the database and the manifests are put for the time being (default: a temporary"
              + " directory).")
  private Path directory;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var out = spec.commandLine().getOut();
    var data = RunDirectory.create(directory);
    Logging.toFile(
        ConfigLoader.load(Optional.empty(), ConfigFactory.empty()), data.resolve("bench.log"));
    Logging.quiet("org.apache", "io.zonky");
    long start = System.nanoTime();
    try {
      var figures =
          PackagerBench.run(
              data,
              only,
              quick ? Sizes.quick() : Sizes.full(),
              words -> {
                out.printf("%4d s  %s%n", (System.nanoTime() - start) / 1_000_000_000, words);
                out.flush();
              });
      Report.print(out, figures);
      if (json != null) {
        FigureFile.write(
            json,
            figures.keyed(),
            figures.more(),
            Map.of("machine", figures.machine(), "sizes", figures.sizes()));
      }
    } catch (BenchException e) {
      throw new CommandException(
          ExitCode.FAILED, e.getMessage() + " The logs are kept: " + data, e);
    }
    RunDirectory.remove(data);
    return ExitCode.OK;
  }
}
