package io.bindery.localaws.postgres;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Runs Postgres' programs to their end. They refuse to run as root; for root on Linux they run in a
 * user namespace, where they do not see that they are.
 */
final class Programs {
  private static final long MINUTES = 5;

  private final Path directory;

  Programs(Path directory) {
    this.directory = directory;
  }

  /** Runs one; its output goes to {@code log}. */
  void run(Path log, String program, String... arguments) throws IOException {
    runWithInput("", log, program, arguments);
  }

  /** Runs one that reads {@code input}. */
  void runWithInput(String input, Path log, String program, String... arguments)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command(program, arguments))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Messages of Postgres' programs are read by StartFailure.
    builder.environment().put("LC_MESSAGES", "C");
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    Process process = builder.start();
    try {
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended without reading: its exit code says why.
        if (process.isAlive()) {
          throw e;
        }
      }
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(program + " did not end within " + MINUTES + " minutes");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new LocalAwsException("Interrupted while " + program + " ran", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(program + " ended with exit code " + process.exitValue());
    }
  }

  /** The major version, such as 17. */
  String majorVersion() throws IOException {
    Path output = Files.createTempFile("bindery-postgres-", ".version");
    try {
      run(output, "postgres", "--version");
      return Files.readString(output).replaceFirst("(?s).*\\) (\\d+).*", "$1");
    } finally {
      Files.delete(output);
    }
  }

  private List<String> command(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (isRootOnLinux()) {
      command.add("unshare");
      command.add("-U");
    }
    command.add(directory.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean isRootOnLinux() throws IOException {
    boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux");
    return linux
        && Integer.valueOf(0).equals(Files.getAttribute(Paths.get("/proc/self"), "unix:uid"));
  }
}
