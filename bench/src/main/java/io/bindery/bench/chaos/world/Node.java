package io.bindery.bench.chaos.world;

import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One node: a JVM that is started, killed, stopped and frozen. */
final class Node {
  private static final int PROBE_MILLIS = 1_000;
  private static final int OK = 200;
  private static final List<String> FLAGS =
      List.of(
          "-Xmx512m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:ReservedCodeCacheSize=240m",
          "-XX:+ExitOnOutOfMemoryError",
          "-Daws.accessKeyId=chaos",
          "-Daws.secretAccessKey=chaos");

  private final int number;
  private final Network.Place place;
  private final Path configuration;
  private final Path log;
  private final Supplier<List<String>> classPath;
  private final Map<String, String> environment;
  private Process process;
  private boolean paused;

  Node(
      int number,
      Network.Place place,
      Path configuration,
      Path log,
      Supplier<List<String>> classPath,
      Map<String, String> environment) {
    this.number = number;
    this.place = place;
    this.configuration = configuration;
    this.log = log;
    this.classPath = classPath;
    this.environment = environment;
  }

  synchronized void start() {
    if (isAlive()) {
      return;
    }
    var line = new ArrayList<>(place.prefix());
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(FLAGS);
    line.addAll(classPath.get());
    line.add(NodeMain.class.getName());
    line.addAll(List.of("serve", "--config", configuration.toString()));
    var builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      process = builder.start();
      paused = false;
    } catch (IOException e) {
      throw new BenchException("Node %d cannot be started".formatted(number), e);
    }
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** How the last process ended; only once it has. */
  synchronized int exitCode() {
    return process.exitValue();
  }

  synchronized void kill() {
    if (process != null) {
      process.destroyForcibly();
      awaitEnd(Duration.ofSeconds(10));
    }
  }

  /** As Kubernetes does it: told to stop, and killed if it takes too long. Whether it stopped. */
  synchronized boolean stop(Duration patience) {
    if (process == null) {
      return true;
    }
    resume();
    process.destroy();
    boolean ended = awaitEnd(patience);
    if (!ended) {
      kill();
    }
    return ended;
  }

  synchronized void pause() {
    if (isAlive()) {
      paused = Shell.signal("STOP", process.pid());
    }
  }

  synchronized void resume() {
    if (paused) {
      Shell.signal("CONT", process.pid());
      paused = false;
    }
  }

  private boolean awaitEnd(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether all that it needs is there. */
  boolean isReady() {
    if (!isAlive()) {
      return false;
    }
    try {
      var probe =
          (HttpURLConnection)
              URI.create("http://%s:%d/ready".formatted(place.host(), place.healthPort()))
                  .toURL()
                  .openConnection();
      probe.setConnectTimeout(PROBE_MILLIS);
      probe.setReadTimeout(PROBE_MILLIS);
      return probe.getResponseCode() == OK;
    } catch (IOException e) {
      return false;
    }
  }
}
