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
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command of Bindery in a JVM of its own, which can be killed. */
final class BinderyProcess implements AutoCloseable {
  private static final Pattern ENDPOINT = Pattern.compile("AWS endpoint +(http://\\S+)");
  private static final Duration START = Duration.ofMinutes(5);

  private final Process process;
  private final Path output;

  private BinderyProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Runs a command. */
  static BinderyProcess start(Path work, String... command) throws IOException {
    return start(work, Map.of(), command);
  }

  /** Runs a command with additional variables in its environment. */
  static BinderyProcess start(Path work, Map<String, String> environment, String... command)
      throws IOException {
    var output = Files.createTempFile(work, command[0] + "-", ".log");
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // Faster to start and to stop, as the nodes of this JVM.
    line.addAll(
        List.of(
            "-XX:ReservedCodeCacheSize=240m",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote"));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("akka."))
        .forEach(name -> line.add("-D" + name + "=" + System.getProperty(name)));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Bindery.class.getName()));
    line.addAll(List.of(command));
    var builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return new BinderyProcess(builder.start(), output);
  }

  /** Waits until it has printed a text. */
  void awaitOutput(String text) {
    await("'" + text + "' in " + output)
        .atMost(START)
        .until(() -> !process.isAlive() || output().contains(text));
    if (!output().contains(text)) {
      throw new IllegalStateException("it ended: " + output());
    }
  }

  /** The endpoint that {@code up} prints. */
  URI endpoint() {
    return URI.create(find("the endpoint", ENDPOINT));
  }

  /** What it has printed, log included. */
  String output() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first group of a pattern in what it has printed. */
  String find(String what, Pattern pattern) {
    await(what + " in " + output)
        .atMost(START)
        .until(() -> !process.isAlive() || find(pattern).isPresent());
    return find(pattern)
        .map(match -> match.group(1))
        .orElseThrow(() -> new IllegalStateException("it ended: " + output()));
  }

  boolean isAlive() {
    return process.isAlive();
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

  /** SIGTERM, and does not wait. */
  void terminate() {
    process.destroy();
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
