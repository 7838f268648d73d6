package io.bindery.router;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.platform.queue.ObjectTaker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A router of one node in a JVM of its own, so that it can be killed. It ends with its parent. */
final class ChildRouter implements AutoCloseable {
  private final Process process;
  private final Path output;

  private ChildRouter(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Arguments: a file with all settings, and the AWS endpoint. */
  public static void main(String[] arguments) throws IOException {
    var config = ConfigFactory.parseFile(Path.of(arguments[0]).toFile());
    var system = ActorSystem.<Void>create(Behaviors.empty(), "bindery", config);
    var cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    var aws = new AwsClients(new AwsSettings("us-east-1", Optional.of(URI.create(arguments[1]))));
    Router.start(system, aws, RouterSettings.from(config), ObjectTaker.NONE);
    while (System.in.read() >= 0) {
      // The parent never writes; the end of the stream is its end.
    }
    Runtime.getRuntime().halt(0);
  }

  static ChildRouter start(Path work, Config config, URI endpoint) throws IOException {
    var settings = Files.createTempFile(work, "settings-", ".conf");
    Files.writeString(settings, config.root().render(ConfigRenderOptions.concise()));
    var output = Files.createTempFile(work, "router-", ".log");
    var line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Daws.accessKeyId=test",
            "-Daws.secretAccessKey=test",
            "-cp",
            System.getProperty("java.class.path"),
            ChildRouter.class.getName(),
            settings.toString(),
            endpoint.toString());
    var process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    return new ChildRouter(process, output);
  }

  /** SIGKILL, without waiting. */
  void kill() {
    process.destroyForcibly();
  }

  /** Waits for its end. */
  boolean endsWithin(int seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  /** What it has printed, to find out what went wrong. */
  Path output() {
    return output;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
