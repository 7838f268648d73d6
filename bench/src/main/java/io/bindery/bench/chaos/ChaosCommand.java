package io.bindery.bench.chaos;

import com.typesafe.config.ConfigFactory;
import io.bindery.bench.chaos.plan.FaultKind;
import io.bindery.bench.measure.BenchException;
import io.bindery.bench.measure.FigureFile;
import io.bindery.bench.measure.Part;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Torments a cluster and checks what came of it. */
@Command(
    name = "chaos",
    description =
        "Run a cluster under load, have nodes, network, database and AWS fail by a seeded schedule,"
            + " and check that nothing was lost, doubled or early.",
    footer = {"", "Example:", "  bindery chaos --minutes 3 --seed 7 --json chaos.json"})
public final class ChaosCommand implements Callable<Integer> {
  private static final double MOST_MINUTES = 24 * 60;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "How long the faults go on, above 0, up to 1440 (default: ${DEFAULT-VALUE}).")
  private double minutes = 3;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of schedule and load: the same seed gives the same (default: a new one).")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Uploads a second, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private double rate = Options.RATE;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Nodes that run but while a fault scales, 2 to 5 (default: ${DEFAULT-VALUE}).")
  private int nodes = Options.NODES;

  @Option(
      names = "--only",
      paramLabel = "FAULT",
      split = ",",
      description =
          "Only these faults, with commas between: ${COMPLETION-CANDIDATES} (default: all).")
  private Set<FaultKind> only = Set.of();

  @Option(
      names = "--mutants",
      description =
          "Before that, run three builds with a planted bug each, which the checker must find.")
  private boolean mutants;

  @Option(
      names = "--only-mutants",
      description = "Run the builds with planted bugs and nothing else.")
  private boolean onlyMutants;

  @Option(
      names = "--no-namespaces",
      description = "Use proxies also where network namespaces can be had.")
  private boolean noNamespaces;

  @Option(names = "--schedule", description = "Print the schedule of a seed, and run nothing.")
  private boolean scheduleOnly;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures to a file as well.")
  private Path json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where history, logs and all other files are put, and stay (default: a temporary"
              + " directory, which is removed after a run that went well).")
  private Path directory;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    check(minutes > 0 && minutes <= MOST_MINUTES, "--minutes", minutes, "above 0, up to 1440");
    check(rate >= 1 && rate <= 1_000, "--rate", rate, "1 to 1000");
    check(nodes >= 2 && nodes <= Options.MOST, "--nodes", nodes, "2 to 5");
    var out = spec.commandLine().getOut();
    long chosen = seed.orElseGet(() -> new SecureRandom().nextInt(Integer.MAX_VALUE) + 1L);
    var kinds = only.isEmpty() ? Options.ALL : only;
    if (scheduleOnly) {
      ScheduleText.print(out, chosen, minutes, kinds);
      return ExitCode.OK;
    }
    var work =
        directory == null
            ? Files.createTempDirectory("bindery-chaos-")
            : Files.createDirectories(directory).toAbsolutePath();
    Logging.toFile(
        ConfigLoader.load(Optional.empty(), ConfigFactory.empty()), work.resolve("chaos.log"));
    Logging.quiet("org.elasticmq", "org.apache.pekko", "org.eclipse.jetty", "software.amazon");
    long start = System.nanoTime();
    Consumer<String> progress =
        words -> {
          out.printf("%4d s  %s%n", (System.nanoTime() - start) / 1_000_000_000, words);
          out.flush();
        };
    progress.accept("seed %d, files in %s".formatted(chosen, work));
    boolean good =
        run(Options.of(work, minutes, chosen, nodes, rate, !noNamespaces, kinds), progress);
    if (good && directory == null) {
      Tree.remove(work);
    } else {
      progress.accept("history and logs are in " + work);
    }
    return good ? ExitCode.OK : ExitCode.FAILED;
  }

  private boolean run(Options options, Consumer<String> progress) throws IOException {
    var out = spec.commandLine().getOut();
    try {
      Part<Double> caught = Report.notRun();
      if (mutants || onlyMutants) {
        long found =
            Mutants.run(options, progress).values().stream().filter(Mutants::isCaught).count();
        caught = Part.of((double) found);
        progress.accept(
            "%d of %d planted bugs were found".formatted(found, Mutant.values().length));
      }
      boolean allFound = caught.seen().orElse(3.0) == Mutant.values().length;
      if (onlyMutants) {
        if (json != null) {
          FigureFile.write(json, Map.of("mutants_caught", caught), Map.of(), Map.of());
        }
        return allFound;
      }
      ScheduleText.print(out, options.seed(), options.minutes(), options.kinds());
      var result = ChaosRun.run(options, progress);
      Report.print(out, result);
      if (json != null) {
        FigureFile.write(
            json,
            Report.keyed(result, caught),
            Report.more(result),
            Map.of(
                "seed", options.seed(), "minutes", options.minutes(), "network", result.network()));
      }
      return allFound && result.verdict().isGood();
    } catch (BenchException e) {
      throw new CommandException(
          ExitCode.FAILED, e.getMessage() + " History and logs are kept: " + options.work(), e);
    }
  }

  private void check(boolean good, String option, double value, String allowed) {
    if (!good) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "%s is %s: it must be %s.".formatted(option, value, allowed));
    }
  }
}
