package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A right that is missing makes reconciliations and refreshes wait; LostRightTest has the jobs. */
class WithheldRightsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();
  private static final String[] AS_JSON = {"Content-Type", "application/json"};
  private static final String SHARE =
      "arn:aws:storagegateway:us-east-1:111122223333:share/share-0A1B2C3D";

  private static ServiceFixture fixture;
  private static BinderyService service;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    fixture.createBucket("lab");
    fixture.createBucket("imaging");
    service =
        fixture.start(
            """
            bindery.router { reconcile.grace = 0 s, bucket-names = [lab, imaging] }
            bindery.packager.file-gateway {
              attempts = 1, pause = 0 s, timeout = 1 s, shares = [ { arn = "%s", bucket = lab } ]
            }
            """
                .formatted(SHARE));
  }

  @AfterEach
  void allow() {
    fixture.local.faults().clear();
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  private static JsonNode get(String path) throws IOException {
    return JSON.readTree(
        fixture.get(service.api().orElseThrow().resolve("/api/v1/" + path)).body());
  }

  private static JsonNode post(String path, String body) throws IOException {
    var reply =
        fixture.send("POST", service.api().orElseThrow().resolve("/api/v1/" + path), body, AS_JSON);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
    return JSON.readTree(reply.body());
  }

  private static Optional<JsonNode> part(String name) throws IOException {
    for (var part : get("health").path("parts")) {
      if (part.path("name").asText().equals(name)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  private static void awaitPart(String name, String state) {
    await(name)
        .atMost(PATIENCE)
        .until(() -> part(name).filter(it -> it.path("state").asText().equals(state)).isPresent());
  }

  @Test
  void aReconciliationWaitsForItsRightAndThenIsDone() throws IOException {
    fixture.put("lab", "lost/a.txt");
    fixture.awaitNextSecond();
    fixture.local.faults().refuse("ListObjectVersions", 403, "AccessDenied");
    var id = post("reconciliations", "{\"bucket\": \"lab\"}").path("id").asText();
    awaitPart("router.reconcile lab", "denied");
    assertThat(part("router.reconcile lab").orElseThrow().path("way_out").asText())
        .contains("s3:ListBucketVersions");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var waiting = get("reconciliations/" + id);
              assertThat(waiting.path("state").asText())
                  .as(waiting.toString())
                  .isIn("waiting", "running");
              assertThat(waiting.path("error").asText())
                  .as(waiting.toString())
                  .contains("AccessDenied");
            });
    fixture.local.faults().clear();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var done = get("reconciliations/" + id);
              assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
              assertThat(done.path("found").path("missing").asInt()).isOne();
              assertThat(done.has("error")).isFalse();
            });
    awaitPart("router.reconcile lab", "up");
  }

  /** With a single attempt, so that a refusal that counted would end it. */
  @Test
  void aRefreshWaitsForItsRightAndThenIsMade() throws IOException {
    fixture.local.faults().refuse("RefreshCache", 400, "AccessDeniedException");
    post("file-gateway/refreshes", "{\"bucket\": \"lab\", \"prefix\": \"runs/\"}");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var refresh = get("file-gateway/refreshes").path("refreshes").path(0);
              assertThat(refresh.path("state").asText()).isEqualTo("waiting");
              assertThat(refresh.path("words").asText()).contains("AccessDenied");
              assertThat(refresh.path("attempts").asInt()).isZero();
            });
    fixture.local.faults().clear();
    // The pause is half a minute: it is over now.
    fixture.update("UPDATE gateway_refresh SET due_at = now() WHERE state = 'waiting'");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !get("file-gateway/refreshes")
                    .path("refreshes")
                    .path(0)
                    .path("state")
                    .asText()
                    .equals("waiting"));
    assertThat(get("file-gateway/refreshes").path("refreshes").path(0).path("state").asText())
        .isNotEqualTo("failed");
  }
}
