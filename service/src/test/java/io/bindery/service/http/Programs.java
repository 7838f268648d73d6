package io.bindery.service.http;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of the system that a test runs where they are. */
final class Programs {
  private Programs() {}

  /** What one printed, on both outputs, and how it ended. */
  record Said(int code, String text) {}

  /** Leaves a test out, and says so, where a program is not installed. */
  static void need(String program) {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
        () ->
            program
                + " is not installed: apt-get install prometheus prometheus-alertmanager brings it");
  }

  static Said run(Path directory, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    var output = Files.createTempFile("said", ".txt");
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + " does not end");
      }
      return new Said(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.delete(output);
    }
  }
}
