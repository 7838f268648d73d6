package io.bindery.bench.chaos;

import io.bindery.bench.chaos.check.Verdict;
import io.bindery.bench.chaos.check.Verdict.ElementClass;
import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs each build with a planted bug; the checker has to find it. */
final class Mutants {
  private static final int PATIENCE_SECONDS = 60;

  private Mutants() {}

  /** The root of the sources: the launcher says it, and else it is above the directory of now. */
  static Path home() {
    var said = System.getProperty("bindery.home");
    var start = Path.of(said == null ? "" : said).toAbsolutePath();
    for (var path = start; path != null; path = path.getParent()) {
      if (Files.isDirectory(path.resolve("router/src/main/java"))) {
        return path;
      }
    }
    throw new BenchException("No sources of Bindery are in " + start + " or above it.");
  }

  /** What the checker says of each. */
  static Map<Mutant, Verdict> run(Options options, Consumer<String> progress) throws IOException {
    var verdicts = new EnumMap<Mutant, Verdict>(Mutant.class);
    for (var mutant : Mutant.values()) {
      progress.accept("planting " + mutant);
      var work = Files.createDirectories(options.work().resolve(mutant.name()));
      var classes = Files.createDirectories(work.resolve("classes"));
      mutant.compile(home(), classes);
      var run =
          new Options(
              work,
              mutant.minutes(),
              options.seed(),
              options.nodes(),
              options.nodes(),
              options.rate(),
              options.namespaces(),
              mutant.kinds(),
              List.of(classes),
              PATIENCE_SECONDS);
      var verdict = ChaosRun.run(run, progress).verdict();
      progress.accept(
          "%s is %s: %,d of %,d lost"
              .formatted(
                  mutant,
                  isCaught(verdict) ? "caught" : "NOT CAUGHT",
                  verdict.count(ElementClass.LOST),
                  verdict.acknowledged()));
      verdicts.put(mutant, verdict);
    }
    return verdicts;
  }

  /**
   * What each of them does is that object versions are lost. Where nodes did not come up again, all
   * that waits for them looks lost, and nothing is shown.
   */
  static boolean isCaught(Verdict verdict) {
    return verdict.count(ElementClass.LOST) > 0
        && verdict.broken().stream().noneMatch(one -> one.promise().equals("AB"));
  }
}
