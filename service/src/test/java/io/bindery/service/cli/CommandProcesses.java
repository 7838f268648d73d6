package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.localaws.child.ClassArchive;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Commands, each in a JVM of its own and in an environment that holds what it needs only. */
final class CommandProcesses {
  private static final long PATIENCE_SECONDS = 120;

  /** The first commands load most of what all load: API, S3, printing. */
  private static final int NOTING = 5;

  /** What a command printed, and how it ended. */
  record Said(int code, String out, String err) {}

  private final Path directory;
  private final URI endpoint;
  private final URI api;
  private final ClassArchive classes;

  /**
   * @param directory where they run
   * @param endpoint of AWS
   * @param api of the service
   */
  CommandProcesses(Path directory, URI endpoint, URI api) throws IOException {
    this.directory = directory;
    this.endpoint = endpoint;
    this.api = api;
    this.classes =
        ClassArchive.of(
            Files.createDirectory(directory.resolve("class-path")), classPath(), NOTING);
  }

  /** As a user has it: without the settings of this test's own log. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** What is done to a command while it runs. */
  private interface Meanwhile {
    void happens(Process process, Path out) throws IOException, InterruptedException;
  }

  /** Runs a command to its end. */
  Said run(String... arguments) throws IOException, InterruptedException {
    return run((process, out) -> {}, arguments);
  }

  /** Runs a command, and ends it as Ctrl-C does once it has printed something. */
  Said interrupted(String printed, String... arguments) throws IOException, InterruptedException {
    return run(
        (process, out) -> {
          await()
              .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
              .until(() -> Files.readString(out).contains(printed));
          new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        },
        arguments);
  }

  private Said run(Meanwhile meanwhile, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(classes.options());
    command.add(Bindery.class.getName());
    command.addAll(List.of(arguments));
    var out = Files.createTempFile(directory, "out", "");
    var err = Files.createTempFile(directory, "err", "");
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    builder
        .environment()
        .putAll(
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
                api.toString()));
    var process = builder.start();
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
}
