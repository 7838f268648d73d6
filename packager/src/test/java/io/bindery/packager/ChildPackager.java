package io.bindery.packager;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A packager of one node in a JVM of its own, so that it can be killed. It ends with its parent.
 */
final class ChildPackager implements AutoCloseable {
  private final Process process;
  private final Path output;

  private ChildPackager(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Argument: a file with all settings. */
  public static void main(String[] arguments) throws IOException {
    var config = ConfigFactory.parseFile(Path.of(arguments[0]).toFile());
    var system = ActorSystem.<Void>create(Behaviors.empty(), "bindery", config);
    var cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    var packager =
        Packager.start(
            system, new AwsClients(AwsSettings.from(config)), PackagerSettings.from(config));
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var answer =
          packager.promotions().promote(UUID.randomUUID().toString(), line, Optional.empty());
      System.out.println(answer.toCompletableFuture().join());
    }
    // The end of the parent.
    Runtime.getRuntime().halt(0);
  }

  static ChildPackager start(Path work, Config config) throws IOException {
    var settings = Files.createTempFile(work, "settings-", ".conf");
    Files.writeString(settings, config.root().render(ConfigRenderOptions.concise()));
    var output = Files.createTempFile(work, "packager-", ".log");
    var line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
            "-Daws.accessKeyId=test",
            "-Daws.secretAccessKey=test",
            "-cp",
            System.getProperty("java.class.path"),
            ChildPackager.class.getName(),
            settings.toString());
    var process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    return new ChildPackager(process, output);
  }

  /** SIGKILL, without waiting. */
  void kill() {
    process.destroyForcibly();
  }

  /** Asks for a promotion, as the API does. */
  void promote(String request) throws IOException {
    var line = request + "\n";
    process.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Waits for its end. */
  boolean endsWithin(int seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  /** What it has printed, to find out what went wrong. */
  Path output() {
    return output;
  }

  /** The same, as text. */
  String words() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return output + " cannot be read: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
