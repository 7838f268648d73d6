package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A cluster whose nodes share the roles: one routes, one packages, one serves the HTTP API. */
@TestMethodOrder(MethodName.class)
class SplitRolesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SETTINGS =
      """
      bindery.router.default-policy.trigger { count = 1000, quiet = 1 hour }
      bindery.packager { sources = lab, registries = lab }
      bindery.cluster.seed-nodes = ["127.0.0.1:%d"]
      akka.cluster { gossip-interval = 200 ms, leader-actions-interval = 200 ms }
      """;

  private static ServiceFixture fixture;
  private static BinderyService router;
  private static BinderyService packager;
  private static BinderyService http;
  private static int management;

  @BeforeAll
  static void start() throws IOException {
    fixture = new ServiceFixture();
    fixture.createWatchedBucket("lab");
    int port = freePort();
    management = freePort();
    var settings = SETTINGS.formatted(port);
    router =
        fixture.start(
            settings + "bindery { roles = [router, exchange], cluster.port = %d }".formatted(port));
    packager = fixture.start(settings + "bindery.roles = packager");
    http =
        fixture.start(
            settings + "bindery { roles = http, management.port = %d }".formatted(management));
  }

  @AfterAll
  static void stop() {
    http.close();
    packager.close();
    router.close();
    fixture.close();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static JsonNode get(String path) {
    var reply = fixture.get(http.api().orElseThrow().resolve("/api/v1/" + path));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return read(reply.body());
  }

  private static JsonNode read(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new IllegalStateException(body, e);
    }
  }

  private static HttpResponse<String> post(String path, String body) {
    return fixture.send(
        "POST",
        http.api().orElseThrow().resolve("/api/v1/" + path),
        body,
        "Content-Type",
        "application/json");
  }

  private static HttpResponse<String> managed(String method, String path) throws Exception {
    return java.net.http.HttpClient.newHttpClient()
        .send(
            java.net.http.HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d%s".formatted(management, path)))
                .method(method, BodyPublishers.noBody())
                .timeout(PATIENCE)
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void a1OnlyTheNodeOfTheRoleHasAnApi() {
    assertThat(router.api()).isEmpty();
    assertThat(packager.api()).isEmpty();
    assertThat(http.api()).isPresent();
  }

  @Test
  void a2WhatTheApiIsAskedForIsDoneByTheOtherNodes() {
    fixture.put("lab", "run/1/a.csv", "a,b");
    var taken = post("events", ServiceFixture.event("lab", "run/1/a.csv"));
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    await()
        .atMost(PATIENCE)
        .until(() -> get("batches?state=open").path("batches").toString().contains("run/1"));
    var made =
        post(
            "packages",
            """
            {"source_prefix": "s3://lab/run/1/", "registry": "lab", "package_name": "lab/run"}""");
    assertThat(made.statusCode()).as(made.body()).isBetween(200, 202);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(get("packages/jobs").toString()).contains("\"done\""));
  }

  @Test
  void a3EntitiesLiveOnTheNodeOfTheirRole() {
    var system = get("system");
    var members = system.path("members");
    assertThat(members).hasSize(3);
    assertThat(shards(system, "batch")).containsExactly(address(members, "router"));
    assertThat(shards(system, "Package")).containsExactly(address(members, "packager"));
    assertThat(system.path("queues").get(0).path("depth").isNumber()).isTrue();
  }

  private static List<String> shards(JsonNode system, String name) {
    return StreamSupport.stream(system.path("regions").spliterator(), false)
        .filter(region -> region.path("name").asText().equals(name))
        .flatMap(region -> StreamSupport.stream(region.path("nodes").spliterator(), false))
        .filter(node -> node.path("shards").asInt() > 0)
        .map(node -> node.path("address").asText())
        .toList();
  }

  private static String address(JsonNode members, String role) {
    return StreamSupport.stream(members.spliterator(), false)
        .filter(member -> member.path("roles").toString().contains('"' + role + '"'))
        .map(member -> member.path("address").asText())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a4ANodeLooksOnlyAtWhatItsRolesNeed() {
    var parts = get("health").path("parts").toString();
    assertThat(parts).contains("\"database\"", "\"cluster\"", "\"cluster.roles\"");
    assertThat(parts).doesNotContain("router.queue", "packager.queue", "packager.events.bus");
  }

  @Test
  void a5ManagementTellsAndTakesNoOrders() throws Exception {
    assertThat(managed("GET", "/alive").statusCode()).isEqualTo(200);
    await().atMost(PATIENCE).until(() -> managed("GET", "/ready").statusCode() == 200);
    assertThat(managed("GET", "/metrics").body()).contains("bindery_build_info");
    var members = managed("GET", "/cluster/members");
    assertThat(read(members.body()).path("members")).hasSize(3);
    var first = read(members.body()).path("members").get(0).path("node").asText();
    for (var order : List.of("DELETE", "PUT", "POST")) {
      assertThat(managed(order, "/cluster/members/" + first).statusCode())
          .as(order)
          .isBetween(400, 499);
    }
    assertThat(read(managed("GET", "/cluster/members").body()).path("members")).hasSize(3);
  }

  @Test
  void a6ARoleThatNoNodeHasIsToldInHealth() {
    packager.close();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var health = get("health");
              assertThat(health.path("degraded").toString()).contains("cluster.roles");
              assertThat(health.path("parts").toString())
                  .contains("No node of the cluster has the role packager: no package is made.");
            });
  }
}
