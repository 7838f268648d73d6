package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.localaws.state.Ports;
import io.bindery.platform.cluster.ShutdownTimes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** {@code bindery serve} against a database and an AWS that are there, as in production. */
class ServeTest {
  private static final Duration START = Duration.ofMinutes(3);

  /** The code of a process that SIGTERM ended: 128 and its number. */
  private static final int TERMINATED = 143;

  /** What the limits of all phases of a stop are together. */
  private static final Duration GRACE = ShutdownTimes.from(ConfigFactory.load()).total();

  /** How long notices may wait while nodes come and go, 99 of 100 of them. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private static LocalPostgres postgres;
  private static LocalAws aws;
  private static LocalResources resources;
  private static LocalResources.Queues queues;

  @TempDir Path work;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.startTemporary();
    aws = LocalAws.startTemporary();
    resources = new LocalResources(aws.endpoint(), aws.region());
    resources.bucket("lab");
    queues = resources.queues();
  }

  @AfterAll
  static void stop() {
    resources.close();
    aws.close();
    postgres.close();
  }

  @Test
  @Tag("slow")
  void twoNodesThatStartAtOnceShareTheWork() throws Exception {
    var config =
        Files.writeString(
            work.resolve("my.conf"),
            "bindery.router.buckets = [{ name = lab, trigger { count = 1000, quiet = 2 s } }]");
    int first = Ports.free();
    int second = Ports.free();
    var seeds = "127.0.0.1:%d,127.0.0.1:%d".formatted(first, second);
    try (var one = serve(environment(first, seeds, "log"), config);
        var two = serve(environment(second, seeds, "stdout"), config)) {
      one.awaitOutput("ready on akka://bindery@127.0.0.1:" + first);
      two.awaitOutput("ready on akka://bindery@127.0.0.1:" + second);
      for (int folder = 0; folder < 8; folder++) {
        var key = "runs/run %d/data.csv".formatted(folder);
        resources.s3().putObject(r -> r.bucket("lab").key(key), RequestBody.fromString("a,b"));
      }
      for (int folder = 0; folder < 8; folder++) {
        var pointer = ".quilt/named_packages/runs/run-%d/latest".formatted(folder);
        await(pointer).atMost(Duration.ofSeconds(90)).until(() -> exists(pointer));
      }
      one.terminate();
      two.terminate();
      // What a node counted while it stopped is told last.
      assertThat(one.exitCode()).isEqualTo(TERMINATED);
      assertThat(two.exitCode()).isEqualTo(TERMINATED);
      assertThat(one.output() + two.output()).doesNotContain("\"level\":\"ERROR\"");
      assertEachLineIsJson(one.output());
      assertFiguresAreTold(one, two);
    }
  }

  /** What CloudWatch makes of the lines of both nodes, one by its log, one beside it. */
  private static void assertFiguresAreTold(BinderyProcess... nodes) throws IOException {
    var all = new ArrayList<EmbeddedMetrics.Value>();
    for (var node : nodes) {
      var values = EmbeddedMetrics.of(node.output());
      assertThat(values)
          .as("told again and again, and at the end")
          .filteredOn(value -> value.name().equals("bindery_journal_persists"))
          .hasSizeGreaterThan(1);
      all.addAll(values);
    }
    assertThat(all)
        .allSatisfy(
            value -> {
              assertThat(value.namespace()).isEqualTo("Lab/Bindery");
              assertThat(value.dimensions()).containsEntry("Stack", "lab");
            });
    // Counters of nodes and minutes add up to what happened.
    assertThat(sum(all, "bindery_events_recorded", "kind", "created")).isEqualTo(8);
    assertThat(sum(all, "bindery_batches_closed", "reason", "quiet")).isEqualTo(8);
  }

  private static double sum(
      List<EmbeddedMetrics.Value> values, String name, String dimension, String word) {
    return values.stream()
        .filter(value -> value.name().equals(name))
        .filter(value -> word.equals(value.dimensions().get(dimension)))
        .mapToDouble(EmbeddedMetrics.Value::value)
        .sum();
  }

  /** What Kubernetes does with the pods of a Deployment. */
  @Test
  @Tag("chaos")
  void nodesAreReplacedAndRemovedUnderLoadAndNothingIsLost() throws Exception {
    var config =
        Files.writeString(
            work.resolve("my.conf"),
            "bindery.router.buckets = [{ name = lab, trigger { count = 100000, quiet = 1 hour } }]");
    var nodes = new LinkedHashMap<Integer, BinderyProcess>();
    try {
      for (int i = 0; i < 3; i++) {
        addNode(nodes, config, "1");
      }
      var rolling = load("rolling");
      for (int i = 0; i < 3; i++) {
        addNode(nodes, config, "2");
        endOldest(nodes);
      }
      assertThat(rolling.end("rolling update of three nodes")).isLessThan(PAUSE);

      var removed = load("removed");
      await().atMost(START).until(() -> removed.sent() >= 200);
      var two = List.copyOf(nodes.keySet()).subList(0, 2);
      two.forEach(port -> nodes.get(port).terminate());
      for (var port : two) {
        assertThat(ended(nodes.remove(port))).isLessThan(GRACE);
      }
      assertThat(removed.end("two of three nodes are removed at once")).isLessThan(PAUSE);

      addNode(nodes, config, "2");
      addNode(nodes, config, "2");
      var scaled = load("scaled");
      await().atMost(START).until(() -> scaled.sent() >= 200);
      endOldest(nodes);
      endOldest(nodes);
      assertThat(scaled.end("three nodes become one")).isLessThan(PAUSE);
    } finally {
      nodes.values().forEach(BinderyProcess::close);
    }
  }

  private Load load(String folder) {
    return Load.start(
        resources.sqs(), queues.notices().url(), folder, postgres, Duration.ofMillis(100));
  }

  /** One more, which the others know. */
  private void addNode(Map<Integer, BinderyProcess> nodes, Path config, String version)
      throws IOException {
    int port = Ports.free();
    var seeds =
        (nodes.isEmpty() ? List.of(port) : List.copyOf(nodes.keySet()))
            .stream().map("127.0.0.1:%d"::formatted).collect(Collectors.joining(","));
    var environment = environment(port, seeds);
    environment.put("BINDERY_CLUSTER_APP_VERSION", version);
    var node = serve(environment, config);
    nodes.put(port, node);
    node.awaitOutput("ready on akka://bindery@127.0.0.1:" + port);
  }

  private static void endOldest(Map<Integer, BinderyProcess> nodes) {
    var oldest = nodes.keySet().iterator().next();
    assertThat(ended(nodes.remove(oldest))).isLessThan(GRACE);
  }

  /** How long a node takes to end that is told to. */
  private static Duration ended(BinderyProcess node) {
    long began = System.nanoTime();
    node.close();
    var took = Duration.ofNanos(System.nanoTime() - began);
    System.out.printf("a node ended within %d ms%n", took.toMillis());
    return took;
  }

  @Test
  void aPortInUseIsToldInOneSentence() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(taken.getLocalPort());
      try (var process = serve(environment(taken.getLocalPort(), ""), null)) {
        assertThat(process.exitCode()).isEqualTo(4);
        assertThat(lastLine(process))
            .isEqualTo(
                "bindery: Port %s on 127.0.0.1 cannot be opened for the cluster: it is in use, or the address is not this machine's. Set bindery.cluster.port and bindery.cluster.host."
                    .formatted(port));
      }
    }
  }

  @Test
  void aWrongSettingIsToldInOneSentence() throws Exception {
    var environment = environment(0, "");
    environment.put("BINDERY_PACKAGER_BYTES_IN_FLIGHT", "much");
    try (var process = serve(environment, null)) {
      assertThat(process.exitCode()).isEqualTo(3);
      assertThat(process.output())
          .startsWith(
              "bindery: bindery.packager.bytes-in-flight = \"much\" is not allowed: it must be a"
                  + " size")
          .hasLineCount(1);
    }
  }

  @Test
  void nothingConfiguredNamesTheFirstSettingThatIsMissing() throws Exception {
    try (var process = BinderyProcess.start(work, "serve")) {
      assertThat(process.exitCode()).isEqualTo(3);
      assertThat(process.output())
          .startsWith("bindery: 4 settings are wrong:")
          .contains("BINDERY_ROUTER_QUEUE_URL");
    }
  }

  @Test
  void aDatabaseThatIsNotThereIsToldInOneSentence() throws Exception {
    var environment = environment(0, "");
    environment.put("BINDERY_DATABASE_PORT", Integer.toString(Ports.free()));
    environment.put("BINDERY_DATABASE_START_TIMEOUT", "0 s");
    try (var process = serve(environment, null)) {
      assertThat(process.exitCode()).isEqualTo(4);
      assertThat(lastLine(process)).startsWith("bindery: Database ").contains("cannot be used:");
      assertThat(process.output()).doesNotContain("\tat ");
    }
  }

  private BinderyProcess serve(Map<String, String> environment, Path config) throws IOException {
    return config == null
        ? BinderyProcess.start(work, environment, "serve")
        : BinderyProcess.start(work, environment, "serve", "--config", config.toString());
  }

  /** The same, and the figures told to CloudWatch by this output. */
  private static Map<String, String> environment(int clusterPort, String seeds, String output) {
    var environment = environment(clusterPort, seeds);
    environment.put("BINDERY_METRICS_EMF_OUTPUT", output);
    environment.put("BINDERY_METRICS_EMF_EVERY", "1 s");
    environment.put("BINDERY_METRICS_EMF_NAMESPACE", "Lab/Bindery");
    environment.put("BINDERY_METRICS_EMF_DIMENSIONS", "Stack=lab");
    return environment;
  }

  /** Everything by environment, as a container is configured. */
  private static Map<String, String> environment(int clusterPort, String seeds) {
    var environment = new HashMap<String, String>();
    environment.put("AWS_ACCESS_KEY_ID", "local");
    environment.put("AWS_SECRET_ACCESS_KEY", "local");
    environment.put("BINDERY_AWS_ENDPOINT", aws.endpoint().toString());
    environment.put("BINDERY_DATABASE_HOST", postgres.host());
    environment.put("BINDERY_DATABASE_PORT", Integer.toString(postgres.port()));
    environment.put("BINDERY_DATABASE_NAME", postgres.database());
    environment.put("BINDERY_DATABASE_USER", postgres.user());
    environment.put("BINDERY_DATABASE_PASSWORD", postgres.password());
    environment.put("BINDERY_DATABASE_SSL", "off");
    environment.put("BINDERY_CLUSTER_PORT", Integer.toString(clusterPort));
    environment.put("BINDERY_CLUSTER_SEED_NODES", seeds);
    environment.put("BINDERY_HTTP_PORT", "0");
    environment.put("BINDERY_ROUTER_QUEUE_URL", queues.notices().url());
    environment.put("BINDERY_ROUTER_QUEUE_DEAD_LETTER_URL", queues.notices().deadLetterUrl());
    environment.put("BINDERY_ROUTER_ANNOUNCE_BUS", queues.bus());
    environment.put("BINDERY_PACKAGER_QUEUE_URL", queues.packager().url());
    environment.put("BINDERY_PACKAGER_QUEUE_DEAD_LETTER_URL", queues.packager().deadLetterUrl());
    environment.put("BINDERY_PACKAGER_EVENTS_BUS", queues.bus());
    environment.put("BINDERY_PACKAGER_SOURCES", "lab");
    environment.put("BINDERY_PACKAGER_REGISTRIES", "lab");
    return environment;
  }

  private static boolean exists(String key) {
    try {
      resources.s3().headObject(r -> r.bucket("lab").key(key));
      return true;
    } catch (NoSuchKeyException e) {
      return false;
    }
  }

  private static void assertEachLineIsJson(String output) throws IOException {
    var json = new ObjectMapper();
    for (var line : output.lines().toList()) {
      assertThat(json.readTree(line).path("message").asText()).as(line).isNotEmpty();
    }
  }

  private static String lastLine(BinderyProcess process) {
    return process.output().lines().reduce("", (before, line) -> line);
  }
}
