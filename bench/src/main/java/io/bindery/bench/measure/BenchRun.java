package io.bindery.bench.measure;

import com.typesafe.config.ConfigFactory;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The options that all benchmarks have, and what is around every run. */
public final class BenchRun {
  @Option(names = "--quick", description = "Less of everything: done within five minutes.")
  private boolean quick;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures to a file as well.")
  private Path json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the database and all other files are put for the time being (default: a temporary"
              + " directory).")
  private Path directory;

  /** What is measured. */
  @FunctionalInterface
  public interface Measurements {
    /**
     * Measures, prints, and writes the file if one is wanted.
     *
     * @param data for files, removed after a run that went well
     * @param progress told in a few words what is measured next
     */
    void run(Path data, Consumer<String> progress) throws IOException;
  }

  public boolean quick() {
    return quick;
  }

  public Optional<Path> json() {
    return Optional.ofNullable(json);
  }

  /**
   * Runs with a directory for files, the log in it, and the seconds before each word of progress.
   *
   * @param loud loggers of libraries that say too much
   * @return the exit code
   */
  public int around(PrintWriter out, List<String> loud, Measurements measurements)
      throws IOException {
    var data = RunDirectory.create(directory);
    Logging.toFile(
        ConfigLoader.load(Optional.empty(), ConfigFactory.empty()), data.resolve("bench.log"));
    Logging.quiet(loud.toArray(String[]::new));
    long start = System.nanoTime();
    try {
      measurements.run(
          data,
          words -> {
            out.printf("%4d s  %s%n", (System.nanoTime() - start) / 1_000_000_000, words);
            out.flush();
          });
    } catch (BenchException e) {
      throw new CommandException(
          ExitCode.FAILED, e.getMessage() + " The logs are kept: " + data, e);
    }
    RunDirectory.remove(data);
    return ExitCode.OK;
  }
}
