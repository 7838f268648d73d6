package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Commands in an environment that holds what they need only, and without a terminal: one after the
 * other in one JVM, or each in a JVM of its own, which takes seconds to start.
 */
final class CommandProcesses implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private static final JsonMapper JSON = new JsonMapper();

  /** What a command printed, and how it ended. */
  record Said(int code, String out, String err) {}

  private final Path directory;
  private final Map<String, String> environment;
  private final String classPath;
  private final Process host;
  private final BufferedWriter orders;
  private final BufferedReader answers;

  /**
   * @param directory where they run
   * @param endpoint of AWS
   * @param api of the service
   */
  CommandProcesses(Path directory, URI endpoint, URI api) throws IOException {
    this.directory = directory;
    this.environment =
        Map.of(
            "HOME",
            directory.toString(),
            "AWS_ACCESS_KEY_ID",
            "test",
            "AWS_SECRET_ACCESS_KEY",
            "test",
            "AWS_REGION",
            "us-east-1",
            "BINDERY_AWS_ENDPOINT",
            endpoint.toString(),
            "BINDERY_URL",
            api.toString());
    this.classPath = classPath();
    var apart = Files.createDirectories(directory.resolve("host"));
    var builder = java(hostAlone(apart) + File.pathSeparator + classPath, CommandHost.class);
    this.host = builder.redirectError(directory.resolve("host.err").toFile()).start();
    this.orders = host.outputWriter(StandardCharsets.UTF_8);
    this.answers = host.inputReader(StandardCharsets.UTF_8);
  }

  /** As a user has it: without the settings of this test's own log. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** A directory of classes that has nothing of the tests but the host. */
  private static Path hostAlone(Path directory) throws IOException {
    var name = CommandHost.class.getName().replace('.', '/') + ".class";
    var file = directory.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    try (var code = CommandHost.class.getClassLoader().getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(code), file);
    }
    return directory;
  }

  /** Runs a command to its end, in the JVM that runs all of them. */
  Said run(String... arguments) throws IOException, InterruptedException {
    orders.write(JSON.writeValueAsString(arguments));
    orders.newLine();
    orders.flush();
    var line = CompletableFuture.supplyAsync(this::answer);
    try {
      var answer = JSON.readTree(line.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      return new Said(
          answer.path("code").asInt(), answer.path("out").asText(), answer.path("err").asText());
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(
          "%s: %s"
              .formatted(
                  String.join(" ", arguments), Files.readString(directory.resolve("host.err"))),
          e);
    }
  }

  private String answer() {
    try {
      return Objects.requireNonNull(answers.readLine(), "the JVM of commands has ended");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What is done to a command while it runs. */
  private interface Meanwhile {
    void happens(Process process, Path out) throws IOException, InterruptedException;
  }

  /** Runs a command to its end, in a JVM of its own. */
  Said alone(String... arguments) throws IOException, InterruptedException {
    return alone((process, out) -> {}, arguments);
  }

  /** Runs a command, and ends it as Ctrl-C does once it has printed something. */
  Said interrupted(String printed, String... arguments) throws IOException, InterruptedException {
    return alone(
        (process, out) -> {
          await()
              .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
              .until(() -> Files.readString(out).contains(printed));
          new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        },
        arguments);
  }

  private Said alone(Meanwhile meanwhile, String... arguments)
      throws IOException, InterruptedException {
    var out = Files.createTempFile(directory, "out", "");
    var err = Files.createTempFile(directory, "err", "");
    var process =
        java(classPath, Bindery.class, arguments)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      meanwhile.happens(process, out);
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as(String.join(" ", arguments))
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Said(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private ProcessBuilder java(String classPath, Class<?> main, String... arguments) {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** Ends the JVM that runs commands. */
  @Override
  public void close() throws IOException {
    try {
      orders.close();
      await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> !host.isAlive());
    } finally {
      host.destroyForcibly();
      answers.close();
    }
  }
}
