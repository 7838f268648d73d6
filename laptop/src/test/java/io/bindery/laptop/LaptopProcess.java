package io.bindery.laptop;

import static org.awaitility.Awaitility.await;

import io.bindery.service.cli.Bindery;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code bindery up} in a JVM of its own, which can be killed. */
final class LaptopProcess implements AutoCloseable {
  private static final Pattern ENDPOINT = Pattern.compile("AWS endpoint +(http://\\S+)");
  private static final Duration START = Duration.ofSeconds(90);

  private final Process process;
  private final Path output;

  private LaptopProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it; {@link #endpoint()} waits until it is up. */
  static LaptopProcess start(Path work, String... options) throws IOException {
    var output = Files.createTempFile(work, "up-", ".log");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bindery.class.getName()));
    command.add("up");
    command.addAll(List.of(options));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new LaptopProcess(process, output);
  }

  URI endpoint() {
    await("the endpoint in " + output)
        .atMost(START)
        .until(() -> !process.isAlive() || find(ENDPOINT).isPresent());
    return find(ENDPOINT)
        .map(match -> URI.create(match.group(1)))
        .orElseThrow(() -> new IllegalStateException("it ended: " + output()));
  }

  /** What it has printed, log included. */
  String output() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  int exitCode() {
    await("the end, see " + output).atMost(START).until(() -> !process.isAlive());
    return process.exitValue();
  }

  /** SIGKILL: nothing of ours runs any more. */
  void kill() {
    process.destroyForcibly();
    await().until(() -> !process.isAlive());
  }

  /** SIGTERM, as Ctrl-C; waits for the end. */
  @Override
  public void close() {
    process.destroy();
    await("a clean stop, see " + output).atMost(START).until(() -> !process.isAlive());
  }

  private Optional<Matcher> find(Pattern pattern) {
    var matcher = pattern.matcher(output());
    return matcher.find() ? Optional.of(matcher) : Optional.empty();
  }
}
