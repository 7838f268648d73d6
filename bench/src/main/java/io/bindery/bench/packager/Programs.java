package io.bindery.bench.packager;

import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Runs programs. */
final class Programs {
  private Programs() {}

  /** What it prints; it must end well. */
  static String run(String... words) {
    try {
      var process = new ProcessBuilder(words).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new BenchException("%s ended with %d: %s".formatted(words[0], code, out.strip()));
      }
      return out;
    } catch (IOException e) {
      throw new BenchException(words[0] + " cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted while " + words[0] + " ran", e);
    }
  }
}
