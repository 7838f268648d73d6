package io.bindery.exchange.world;

import akka.actor.AddressFromURIString;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.bindery.exchange.Exchange;
import io.bindery.exchange.ExchangeSettings;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A node of the room in a JVM of its own, so that it can be killed. It ends with its parent. */
public final class ChildNode implements AutoCloseable {
  private static final String ANSWER = "ANSWER ";
  private static final String ADDRESS = "ADDRESS ";
  private static final String TESTER = "tester";

  private final Process process;
  private final Path work;
  private final Path output;
  private int asked;

  private ChildNode(Process process, Path work, Path output) {
    this.process = process;
    this.work = work;
    this.output = output;
  }

  /** Arguments: a file with all settings, and whom to join. Each line is a command. */
  public static void main(String[] arguments) throws IOException {
    var config = ConfigFactory.parseFile(Path.of(arguments[0]).toFile());
    var system = ActorSystem.<Void>create(Behaviors.empty(), "bindery", config);
    var cluster = Cluster.get(system);
    var self = cluster.selfMember().address();
    cluster
        .manager()
        .tell(Join.create(arguments.length > 1 ? AddressFromURIString.parse(arguments[1]) : self));
    var exchange =
        Exchange.start(
            system, new AwsClients(AwsSettings.from(config)), ExchangeSettings.from(config));
    System.out.println(ADDRESS + self);
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(ANSWER + done(exchange, line.split(" ", 3)));
    }
    // The end of the parent.
    Runtime.getRuntime().halt(0);
  }

  private static Object done(Exchange exchange, String[] command) throws IOException {
    var orders = exchange.publications();
    var what = command[1];
    return switch (command[0]) {
      case "publish" -> Asking.publish(exchange, Files.readString(Path.of(what)));
      case "cancel" -> answer(orders.cancel(what, TESTER));
      case "go-on" -> answer(orders.goOn(what, TESTER));
      case "revoke" -> answer(orders.revoke(what, TESTER, command[2]));
      default -> throw new IllegalArgumentException(command[0]);
    };
  }

  private static <T> T answer(CompletionStage<T> order) {
    return order
        .toCompletableFuture()
        .orTimeout(ExchangeWorld.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  /** Starts one that is a cluster of its own. */
  public static ChildNode start(Path work, Config config) {
    return start(work, config, Optional.empty());
  }

  /** Starts one that joins another. */
  public static ChildNode startBeside(Path work, Config config, ChildNode other) {
    return start(work, config, Optional.of(other.await(ADDRESS, 1)));
  }

  private static ChildNode start(Path work, Config config, Optional<String> join) {
    try {
      var settings = Files.createTempFile(work, "settings-", ".conf");
      Files.writeString(settings, config.root().render(ConfigRenderOptions.concise()));
      var output = Files.createTempFile(work, "node-", ".log");
      var line =
          new ArrayList<>(
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
                  ChildNode.class.getName(),
                  settings.toString()));
      join.ifPresent(line::add);
      var process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      return new ChildNode(process, work, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks for a publication, and returns its id. */
  public String publish(String manifest) {
    try {
      var file = Files.createTempFile(work, "manifest-", ".json");
      Files.writeString(file, manifest);
      return command("publish " + file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Orders {@code cancel ID}, {@code go-on ID} or {@code revoke ID COMMENT}. */
  public String order(String order) {
    return command(order);
  }

  private String command(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new IllegalStateException("it ended: " + words(), e);
    }
    return await(ANSWER, ++asked);
  }

  /** The rest of the so many-th line that begins so. */
  private String await(String beginning, int number) {
    Awaitility.await("'" + beginning + "' in " + output)
        .atMost(ExchangeWorld.PATIENCE)
        .until(() -> !process.isAlive() || lines(beginning).size() >= number);
    var found = lines(beginning);
    if (found.size() < number) {
      throw new IllegalStateException("it ended: " + words());
    }
    return found.get(number - 1).substring(beginning.length());
  }

  private List<String> lines(String beginning) {
    var words = words();
    // A line reaches the file in pieces.
    return words
        .substring(0, words.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.startsWith(beginning))
        .toList();
  }

  /** What it has printed. */
  public String words() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL, and its end. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(ExchangeWorld.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
