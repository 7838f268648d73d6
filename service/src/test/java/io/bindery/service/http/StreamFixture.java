package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two nodes on one database, and clients that follow their streams. */
abstract class StreamFixture {
  static final Logger log = LoggerFactory.getLogger(StreamFixture.class);
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final JsonMapper JSON = new JsonMapper();
  private static final String SETTINGS =
      """
      bindery.router.bucket-names = [lab, imaging]
      bindery.packager { sources = lab, registries = lab }
      bindery.http.stream { heartbeat = 1 s, most-behind = 2000, clients = 210 }
      bindery.cluster.seed-nodes = ["127.0.0.1:%d"]
      """;
  static ServiceFixture fixture;
  static BinderyService one;
  static BinderyService other;
  private static final HttpClient CLIENT =
      new CheckedClient(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  final List<StreamClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    fixture = new ServiceFixture();
    fixture.createBucket("lab");
    fixture.createBucket("imaging");
    int port = freePort();
    var settings = SETTINGS.formatted(port);
    one = fixture.start(settings + "bindery.cluster.port = " + port);
    other = fixture.start(settings);
  }

  @AfterAll
  static void stop() {
    other.close();
    one.close();
    fixture.close();
  }

  @AfterEach
  void close() {
    clients.forEach(StreamClient::close);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static URI uri(BinderyService node, String path) {
    return node.api().orElseThrow().resolve("/api/v1/" + path);
  }

  StreamClient follow(BinderyService node, String query, String... headers) {
    var client = new StreamClient(CLIENT, uri(node, "stream" + query), headers);
    clients.add(client);
    return client;
  }

  /** A folder that no other test knows. */
  static String folder() {
    return "run-%s/x/".formatted(UUID.randomUUID());
  }

  static void record(BinderyService node, String bucket, String key) {
    var reply =
        fixture.send(
            "POST",
            uri(node, "events"),
            ServiceFixture.event(bucket, key),
            "Content-Type",
            "application/json");
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
  }

  static void order(BinderyService node, String verb, String bucket, String prefix) {
    var reply =
        fixture.send(
            "POST",
            uri(node, "batches/" + verb),
            "{\"bucket\":\"%s\",\"prefix\":\"%s\"}".formatted(bucket, prefix),
            "Content-Type",
            "application/json",
            "X-Bindery-Actor",
            "ada");
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
  }

  static JsonNode get(BinderyService node, String path) throws IOException {
    return JSON.readTree(fixture.get(uri(node, path)).body());
  }

  /** Waits for a change of a folder. */
  static StreamClient.Event awaitChange(StreamClient client, String what) {
    StreamClient.soon()
        .alias(what)
        .until(() -> client.changes().stream().anyMatch(event -> event.what().equals(what)));
    return client.changes().stream()
        .filter(event -> event.what().equals(what))
        .findFirst()
        .orElseThrow();
  }

  /** Writes as many changes as a room would. */
  static void insert(int number) {
    fixture.update(
        """
        INSERT INTO change_feed (type, bucket, prefix, doc)
        SELECT 'batch', 'lab', 'made/', json_build_object('v', 1, 'type', 'batch', 'event', 'made',
          'n', n, 'padding', repeat('x', 600))::text FROM generate_series(1, %d) n
        """
            .formatted(number));
  }

  static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  static double metric(BinderyService node, String name) {
    return fixture
        .get(node.api().orElseThrow().resolve("/metrics"))
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
