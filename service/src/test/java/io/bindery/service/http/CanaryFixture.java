package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;

/** A service with a canary, whose way from the bucket to the packager leads over two rules. */
final class CanaryFixture implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final JsonMapper JSON = new JsonMapper();

  private static final String SETTINGS =
      """
      bindery.router { bucket-names = [lab], announce.bus = bindery }
      bindery.packager { sources = [lab], registries = [lab], events.bus = bindery }
      bindery.canary { bucket = lab, every = 1 hour, quiet = 200 ms, late-after = %s }
      """;

  final ServiceFixture parts = new ServiceFixture();
  private final String lateAfter;
  private BinderyService service;

  CanaryFixture(String lateAfter) {
    this.lateAfter = lateAfter;
    parts.createWatchedBucket("lab");
    parts.aws.eventBridge().createEventBus(r -> r.name("bindery")).join();
    parts.rule(
        "default", "object-created", "{\"source\": [\"aws.s3\"]}", parts.queue("notices"), null);
    parts.rule(
        "bindery",
        "batch-to-package",
        "{\"source\": [\"com.quiltdata.edp\"]}",
        parts.queue("packager"),
        InputTransformer.builder()
            .inputPathsMap(Map.of("bucket", "$.detail.bucket", "prefix", "$.detail.prefix"))
            .inputTemplate("{\"source_prefix\": \"s3://<bucket>/<prefix>\"}")
            .build());
    start();
  }

  void start() {
    service = parts.start(SETTINGS.formatted(lateAfter));
  }

  /**
   * Starts again with other settings beside those of the canary.
   *
   * @return the node, which the caller closes if it is not the one that this fixture asks
   */
  BinderyService start(String more) {
    return parts.start(SETTINGS.formatted(lateAfter) + more);
  }

  /** Asks this node from now on, and closes it in the end. */
  void ask(BinderyService node) {
    service = node;
  }

  void stop() {
    service.close();
  }

  @Override
  public void close() {
    service.close();
    parts.close();
  }

  JsonNode json(String method, String path) {
    try {
      return JSON.readTree(
          parts.send(method, service.api().orElseThrow().resolve("/api/v1/" + path), "").body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode health() {
    return json("GET", "health");
  }

  JsonNode part() {
    for (var part : health().path("parts")) {
      if (part.path("name").asText().equals("canary")) {
        return part;
      }
    }
    throw new AssertionError("health has no canary");
  }

  String metrics() {
    return parts.get(service.api().orElseThrow().resolve("/metrics")).body();
  }

  URI url() {
    return service.api().orElseThrow();
  }

  /** Orders one, in the place of one that is late. */
  String order() {
    return json("POST", "canary/runs").path("run_id").asText();
  }

  void awaitPassed(String id) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var run = json("GET", "canary/runs/" + id);
              assertThat(run.path("outcome").asText()).as(run.toString()).isEqualTo("passed");
            });
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var health = health();
              assertThat(health.path("canary").path("state").asText()).isEqualTo("passed");
              assertThat(health.path("degraded").toString()).doesNotContain("canary");
            });
  }

  /** The one of the slot. */
  void awaitFirst() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(parts.query("SELECT outcome FROM canary_run WHERE slot IS NOT NULL"))
                    .containsExactly("passed"));
  }

  void awaitStuck(String step, String words) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var health = health();
              var canary = health.path("canary");
              assertThat(canary.path("stuck_at").asText()).as(canary.toString()).isEqualTo(step);
              assertThat(canary.path("state").asText()).isIn("late", "failed");
              assertThat(canary.path("words").asText()).contains(words);
              assertThat(canary.path("way_out").asText()).isNotEmpty();
              assertThat(canary.path("late_seconds").asLong()).isPositive();
              assertThat(health.path("degraded").toString()).contains("\"canary\"");
              var part = part();
              assertThat(part.path("state").asText()).isEqualTo("broken");
              assertThat(part.path("required").asBoolean(true)).isFalse();
              assertThat(part.path("error").asText()).contains(words);
              assertThat(metrics())
                  .containsPattern("bindery_canary_stuck\\{step=\"%s\"[^}]*} 1\\.0".formatted(step))
                  .doesNotContainPattern("bindery_canary_late_seconds 0\\.0");
            });
  }

  /** All versions and markers below a prefix. */
  List<String> versions(String prefix) {
    var found = new ArrayList<String>();
    var page = parts.aws.s3().listObjectVersions(r -> r.bucket("lab").prefix(prefix)).join();
    page.versions().forEach(it -> found.add(it.key() + " " + it.versionId()));
    page.deleteMarkers().forEach(it -> found.add(it.key() + " deleted " + it.versionId()));
    return found;
  }
}
