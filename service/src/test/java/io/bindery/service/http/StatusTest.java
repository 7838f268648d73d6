package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.ServiceStartException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Health and version, the token, and a port in use. */
class StatusTest {
  private static ServiceFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void aHealthyNodeSaysSo() {
    try (var service = fixture.start("")) {
      var health = service.api().orElseThrow().resolve("/api/v1/health");
      await()
          .untilAsserted(
              () ->
                  assertThat(fixture.get(health).body())
                      .startsWith(
                          "{\"status\":\"up\",\"database\":\"up\",\"cluster\":\"up\",\"nodes\":1,\"parts\":["));
      assertThat(fixture.get(health.resolve("version")).body())
          .matches("\\{\"version\":\"[\\d.]+\",\"akka\":\"2\\.8\\.5\",\"java\":\\d+}");
    }
  }

  @Test
  void aNodeTellsOfItselfItsClusterAndItsQueues() throws Exception {
    try (var service = fixture.start("")) {
      var system = service.api().orElseThrow().resolve("/api/v1/system");
      fixture.send("notices-dead", "no notice");
      fixture.createBucket("lab");
      fixture.send("notices", ServiceFixture.event("lab", "runs/1/a.txt"));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                var told = new JsonMapper().readTree(fixture.get(system).body());
                assertThat(told.at("/members/0/self").asBoolean()).isTrue();
                assertThat(told.at("/members/0/status").asText()).isEqualTo("up");
                assertThat(told.at("/members/0/shards").asInt()).isPositive();
                assertThat(told.at("/members/0/address")).isEqualTo(told.at("/node"));
                assertThat(told.findValuesAsText("name")).contains("Package", "router", "packager");
                assertThat(told.at("/queues/0/depth").isNumber()).isTrue();
                assertThat(told.at("/queues/0/dead_letters/depth").asInt()).isEqualTo(1);
                assertThat(told.at("/journal/writes").asInt()).isPositive();
                assertThat(told.at("/journal/write_p99_seconds").asDouble()).isPositive();
                assertThat(told.at("/pool/limit").asInt()).isEqualTo(8);
                assertThat(told.at("/aws/endpoint").asText()).contains("127.0.0.1");
              });
      var settings = fixture.get(system.resolve("system/settings")).body();
      assertThat(settings)
          .contains("\"bindery.database.host\"")
          .doesNotContain(fixture.postgres.password());
      var history = new JsonMapper().readTree(fixture.get(system.resolve("system/history")).body());
      assertThat(history.path("every_seconds").asInt()).isEqualTo(15);
      assertThat(history.path("points").isArray()).isTrue();
    }
  }

  @Test
  void withoutItsDatabaseANodeIsNotHealthy() {
    try (var other = new ServiceFixture();
        var service = other.start("")) {
      var health = service.api().orElseThrow().resolve("/api/v1/health");
      await().until(() -> other.get(health).statusCode() == 200);
      other.postgres.close();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                var answer = other.get(health);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("\"status\":\"down\",\"database\":\"down\"");
              });
      assertThat(other.get(health.resolve("buckets")).statusCode()).isEqualTo(503);
    }
  }

  @Test
  void withATokenNothingWorksWithoutIt() {
    // printf %s "open sesame" | sha256sum
    var hash = "41ef4bb0b23661e66301aac36066912dac037827b4ae63a7b1165a5aa93ed4eb";
    try (var service =
        fixture.start("bindery.http { host = 0.0.0.0, token-sha256 = " + hash + " }")) {
      int port = service.api().orElseThrow().getPort();
      var version = URI.create("http://127.0.0.1:" + port + "/api/v1/version");
      assertThat(fixture.get(version).statusCode()).isEqualTo(401);
      assertThat(fixture.get(version.resolve("health")).statusCode()).isEqualTo(401);
      assertThat(fixture.get(version.resolve("/metrics")).statusCode()).isEqualTo(401);
      assertThat(fixture.get(version, "Authorization", "Bearer open sesame").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aPortInUseIsToldInOneSentence() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> fixture.start("bindery.http.port = " + taken.getLocalPort()))
          .isInstanceOf(ServiceStartException.class)
          .hasMessage(
              "Port %d on 127.0.0.1 cannot be opened for the HTTP API: it is in use, or the address is"
                      .formatted(taken.getLocalPort())
                  + " not this machine's. Set bindery.http.port and bindery.http.host, or"
                  + " bindery.http.enabled = off.");
    }
  }

  @Test
  void itCanBeSwitchedOff() {
    try (var service = fixture.start("bindery.http.enabled = off")) {
      assertThat(service.api()).isEmpty();
    }
  }
}
