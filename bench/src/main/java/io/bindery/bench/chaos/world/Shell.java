package io.bindery.bench.chaos.world;

import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the system. */
final class Shell {
  private static final int PATIENCE_SECONDS = 60;

  /**
   * How a program ended.
   *
   * @param output of both streams
   */
  record Ended(int code, String output) {
    boolean isGood() {
      return code == 0;
    }
  }

  private Shell() {}

  /**
   * Runs one.
   *
   * @throws BenchException if it fails
   */
  static String run(String... command) {
    return feed("", command);
  }

  /** Runs one that reads a text. */
  static String feed(String input, String... command) {
    var ended = tried(input, command);
    if (!ended.isGood()) {
      throw new BenchException(
          "%s failed: %s".formatted(String.join(" ", command), ended.output().strip()));
    }
    return ended.output();
  }

  /** Runs one that may fail, or may not be there. */
  static Ended tried(String input, String... command) {
    try {
      var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Ended(-1, "it does not end");
      }
      return new Ended(process.exitValue(), output);
    } catch (IOException e) {
      return new Ended(-1, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Ended(-1, "interrupted");
    }
  }

  /** Sends a signal; whether the process was there. */
  static boolean signal(String name, long pid) {
    return tried("", "kill", "-" + name, Long.toString(pid)).isGood();
  }
}
