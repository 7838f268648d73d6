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
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** What is measured. */
  @FunctionalInterface
  public interface Measurements {
    /**
     * Measures.
     *
     * @param data for files, removed after a run that went well
     * @param progress told in a few words what is measured next
     */
    Measured run(Path data, Consumer<String> progress) throws IOException;
  }

  /** Writes figures as JSON. */
  @FunctionalInterface
  public interface FiguresFile {
    void write(Path file) throws IOException;
  }

  /**
   * What was measured.
   *
   * @param print as a table
   * @param json as a file, if one is wanted
   */
  public record Measured(Consumer<PrintWriter> print, FiguresFile json) {
    /**
     * Figures under their names, as {@link FigureFile} writes them.
     *
     * @param print as a table
     */
    public static Measured of(
        Consumer<PrintWriter> print,
        Map<String, Part<Double>> keyed,
        Map<String, Part<Double>> more,
        Map<String, ?> about) {
      return new Measured(print, file -> FigureFile.write(file, keyed, more, about));
    }
  }

  public boolean quick() {
    return quick;
  }

  /**
   * Runs and tells the figures, with a directory for files, the log in it, and the seconds before
   * each word of progress.
   *
   * @param loud loggers of libraries that say too much
   * @return the exit code
   */
  public int around(List<String> loud, Measurements measurements) throws IOException {
    var out = command.commandLine().getOut();
    var data = RunDirectory.create(directory);
    Logging.toFile(
        ConfigLoader.load(Optional.empty(), ConfigFactory.empty()), data.resolve("bench.log"));
    Logging.quiet(loud.toArray(String[]::new));
    long start = System.nanoTime();
    try {
      var measured =
          measurements.run(
              data,
              words -> {
                out.printf("%4d s  %s%n", (System.nanoTime() - start) / 1_000_000_000, words);
                out.flush();
              });
      measured.print().accept(out);
      if (json != null) {
        measured.json().write(json);
      }
    } catch (BenchException e) {
      throw new CommandException(
          ExitCode.FAILED, e.getMessage() + " The logs are kept: " + data, e);
    }
    RunDirectory.remove(data);
    return ExitCode.OK;
  }
}
