package io.bindery.deploy;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts what runs in a pod: a process here, or a container of the image. */
abstract class Pods implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(10);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final Map<String, Pod> running = new LinkedHashMap<>();

  /**
   * One that was started.
   *
   * @param name the name of the pod
   * @param address its address on this machine
   * @param process the JVM, or what stands for the container
   * @param log all that it printed
   */
  record Pod(String name, String address, Process process, Path log) {
    /** What a path of the management port answers; nothing if it cannot be reached. */
    Optional<String> management(String path, int status) {
      var request =
          HttpRequest.newBuilder(URI.create("http://%s:8558%s".formatted(address, path)))
              .timeout(Duration.ofSeconds(10))
              .build();
      try {
        var answer = CLIENT.send(request, BodyHandlers.ofString());
        return Optional.of(answer.body()).filter(body -> answer.statusCode() == status);
      } catch (IOException e) {
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** How many members of the cluster it knows that are up. */
    long up() {
      return management("/cluster/members", 200).stream()
          .map(Pod::tree)
          .flatMap(tree -> tree.at("/members").findValuesAsText("status").stream())
          .filter("Up"::equals)
          .count();
    }

    String output() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private static JsonNode tree(String text) {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new IllegalStateException(text, e);
      }
    }
  }

  /** The command of a pod. */
  abstract ProcessBuilder command(String name, Map<String, String> environment);

  /** SIGKILL, as when the machine of the pod is gone. */
  abstract void kill(Pod pod);

  /** SIGTERM, as the kubelet sends it. */
  abstract void terminate(Pod pod);

  Pod start(String name, String address, Map<String, String> environment) throws IOException {
    var logs = Files.createDirectories(Rendered.HOME.resolve("deploy/target/pods"));
    var log = Files.createTempFile(logs, name + "-", ".log");
    var builder = command(name, environment).redirectErrorStream(true);
    var pod = new Pod(name, address, builder.redirectOutput(log.toFile()).start(), log);
    running.put(name, pod);
    return pod;
  }

  /** Waits until pods see one another and work. */
  static void awaitCluster(List<Pod> pods) {
    await("a cluster of " + pods.size())
        .atMost(START)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              for (var pod : pods) {
                if (!pod.process().isAlive()) {
                  throw new IllegalStateException(pod.name() + " ended: " + pod.output());
                }
              }
              return pods.stream()
                  .allMatch(
                      pod -> pod.management("/ready", 200).isPresent() && pod.up() == pods.size());
            });
  }

  /** Ends one, and says how long that took. */
  Duration stop(Pod pod) throws InterruptedException {
    var begun = System.nanoTime();
    terminate(pod);
    if (!pod.process().waitFor(100, TimeUnit.SECONDS)) {
      throw new IllegalStateException(pod.name() + " does not end: " + pod.output());
    }
    running.remove(pod.name());
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  @Override
  public void close() {
    for (var pod : new ArrayList<>(running.values())) {
      if (pod.process().isAlive()) {
        kill(pod);
      }
      await(pod.name() + " has ended")
          .atMost(Duration.ofMinutes(1))
          .until(() -> !pod.process().isAlive());
    }
    running.clear();
  }
}
