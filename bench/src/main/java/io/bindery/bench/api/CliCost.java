package io.bindery.bench.api;

import io.bindery.bench.measure.BenchException;
import io.bindery.bench.measure.Median;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/** What one command of a client takes of the processors, the launcher and the JVM included. */
final class CliCost {
  private static final int TIMES = 5;
  private static final int PATIENCE_SECONDS = 120;

  private CliCost() {}

  /** User and system seconds of {@code bindery status --json}: the median of a few. */
  static double seconds(URI address) {
    var home = System.getProperty("bindery.home", "");
    if (home.isEmpty()) {
      throw new BenchException("The launcher is not known: run it as ./bindery bench api");
    }
    var launcher = Path.of(home).resolve("bindery");
    // The first makes the archive of classes that the others take.
    run(launcher, address);
    var times = new ArrayList<Double>();
    for (int i = 0; i < TIMES; i++) {
      times.add(run(launcher, address));
    }
    return Median.of(times);
  }

  private static double run(Path launcher, URI address) {
    try {
      var output = Files.createTempFile("status", ".txt");
      var answer = Files.createTempFile("status", ".json");
      try {
        var process =
            new ProcessBuilder(
                    "bash",
                    "-c",
                    "TIMEFORMAT='%U %S'; time \"$0\" status --json --url=\"$1\" > \"$2\"",
                    launcher.toString(),
                    address.toString(),
                    answer.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new BenchException("bindery status does not end");
        }
        var text = Files.readString(output).strip();
        // It says with 1 that not all is well, as after a million batches that nobody announces.
        if (!Files.readString(answer).startsWith("{")) {
          throw new BenchException("bindery status ends with " + process.exitValue() + ": " + text);
        }
        var times = text.substring(text.lastIndexOf('\n') + 1).split(" ", -1);
        return Double.parseDouble(times[0]) + Double.parseDouble(times[1]);
      } finally {
        Files.delete(output);
        Files.delete(answer);
      }
    } catch (IOException e) {
      throw new BenchException("bindery status cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("It was interrupted", e);
    }
  }
}
