package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AWS refuses for a while what jobs need. Nothing is lost, and somebody is told. */
@Tag("chaos")
class LostRightTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int JOBS = 5;

  private static final String SETTINGS =
      """
      bindery.packager {
        sources = [lab], registries = [lab], sweep-interval = 200 ms
        retry { attempts = 2, first = 50 ms, longest = 500 ms, refused-for = %s }
      }
      """;

  private static ServiceFixture fixture;
  private BinderyService service;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    fixture.createBucket("lab");
  }

  @AfterEach
  void stopService() {
    fixture.local.faults().clear();
    service.close();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, no-right, the right to do it",
    "400, ExpiredToken, no-credentials, valid credentials",
    "400, InvalidToken, no-credentials, valid credentials",
    "403, RequestTimeTooSkewed, wrong-clock, the clock of this machine to be right"
  })
  void jobsWaitForItAndFinishOnceItIsBack(
      int status, String code, String reason, String waitingFor) {
    service = fixture.start(SETTINGS.formatted("1 hour"));
    var before = Instant.now();
    fixture.local.faults().refuse("ListObjectVersions", status, code);
    var jobs = ask("wait-" + code.toLowerCase(Locale.ROOT));
    for (var id : jobs) {
      await(id)
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                var job = get("packages/jobs/" + id);
                assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("retrying");
                assertThat(job.path("reason").asText()).isEqualTo(reason);
                assertThat(job.path("error").asText())
                    .startsWith("Waiting for " + waitingFor + ", until ")
                    .contains(code);
                // More often than the two attempts that what passes by itself gets.
                assertThat(job.path("attempt").asInt()).isGreaterThan(3);
              });
    }
    assertThat(listed("?reason=" + reason)).containsAll(jobs);
    var access = access().orElseThrow();
    assertThat(access.path("state").asText()).isEqualTo("denied");
    assertThat(access.path("error").asText())
        .contains(JOBS + " jobs waiting for " + waitingFor, "s3://lab/");
    assertThat(access.path("way_out").asText()).contains("bindery retry --since");
    assertThat(Instant.parse(access.path("since").asText())).isAfter(before);

    fixture.local.faults().clear();
    jobs.forEach(id -> awaitState(id, "done"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(access().orElseThrow().path("state").asText()).isEqualTo("up"));
    assertThat(get("packages/jobs/" + jobs.get(0)).has("reason")).isFalse();
  }

  @Test
  void whatFailedMeanwhileIsBroughtBackAtOnce() {
    service = fixture.start(SETTINGS.formatted("0 s"));
    var since = Instant.now();
    // A failure that no right mends, from the same time.
    fixture.put("lab", "apart/file.txt");
    var other = ask("s3://lab/apart/", "kept/apart", ", \"metadata_uri\": \"s3://lab/no-meta\"");
    awaitState(other, "failed");
    assertThat(get("packages/jobs/" + other).path("reason").asText()).isEqualTo("not-found");
    fixture.local.faults().refuse("ListObjectVersions", 403, "AccessDenied");
    var jobs = ask("back");
    jobs.forEach(id -> awaitState(id, "failed"));
    // The right is back too late for one more, but somebody has asked for that folder again.
    var old = ask("s3://lab/again/", "kept/again");
    awaitState(old, "failed");
    fixture.local.faults().clear();
    fixture.put("lab", "again/file.txt");
    awaitState(ask("s3://lab/again/", "kept/again"), "done");

    var filter = "\"since\": \"%s\", \"reason\": \"no-right\"".formatted(since);
    var found = order("{%s, \"dry_run\": true}".formatted(filter));
    assertThat(found.path("jobs").asInt()).as(found.toString()).isEqualTo(JOBS);
    assertThat(found.path("reasons").path("no-right").asInt()).isEqualTo(JOBS);
    assertThat(found.path("made_good").asInt()).isOne();
    assertThat(listed("?state=retrying")).isEmpty();

    var retried = new ArrayList<String>();
    var after = "";
    do {
      var part = order("{%s, \"limit\": 2%s}".formatted(filter, after));
      assertThat(part.path("retried").size()).isLessThanOrEqualTo(2);
      assertThat(part.path("not_retried").size()).isZero();
      part.path("retried").forEach(one -> retried.add(one.path("job_id").asText()));
      after = part.has("next") ? ", \"after\": \"%s\"".formatted(part.path("next").asText()) : "";
    } while (!after.isEmpty());
    assertThat(retried).containsExactlyElementsOf(jobs);
    for (var id : jobs) {
      var again = get("packages/jobs/" + id).path("retried_by").asText();
      awaitState(again, "done");
      assertThat(get("packages/jobs/" + again).path("asked_by").asText()).isEqualTo("ada");
    }
    // Asked for once more, nothing is done twice.
    assertThat(order("{%s}".formatted(filter)).path("retried").size()).isZero();
    assertThat(get("packages/jobs/" + other).has("retried_by")).isFalse();
    assertThat(get("packages/jobs/" + old).has("retried_by")).isFalse();
  }

  private static List<String> keys(String name) {
    var keys = new ArrayList<String>();
    for (int i = 0; i < JOBS; i++) {
      keys.add("%s/%d/".formatted(name, i));
    }
    return keys;
  }

  /** Folders and a job for each. */
  private List<String> ask(String name) {
    return keys(name).stream()
        .map(
            key -> {
              fixture.put("lab", key + "file.txt");
              return ask("s3://lab/" + key, name + "/p" + key.replaceAll("\\D", ""));
            })
        .toList();
  }

  private String ask(String source, String name) {
    return ask(source, name, "");
  }

  private String ask(String source, String name, String more) {
    var reply =
        fixture.send(
            "POST",
            service.api().orElseThrow().resolve("/api/v1/packages"),
            "{\"source_prefix\": \"%s\", \"registry\": \"lab\", \"package_name\": \"%s\"%s}"
                .formatted(source, name, more),
            "Content-Type",
            "application/json");
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
    return read(reply.body()).path("job_id").asText();
  }

  private JsonNode order(String body) {
    var reply =
        fixture.send(
            "POST",
            service.api().orElseThrow().resolve("/api/v1/packages/jobs/retry"),
            body,
            "Content-Type",
            "application/json",
            "X-Bindery-Actor",
            "ada");
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return read(reply.body());
  }

  private void awaitState(String id, String state) {
    await(id)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var job = get("packages/jobs/" + id);
              assertThat(job.path("state").asText()).as(job.toString()).isEqualTo(state);
            });
  }

  private List<String> listed(String query) {
    var ids = new ArrayList<String>();
    get("packages/jobs" + query).path("jobs").forEach(job -> ids.add(job.path("job_id").asText()));
    return ids;
  }

  private Optional<JsonNode> access() {
    for (var part : get("health").path("parts")) {
      if (part.path("name").asText().equals("packager.access")) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  private JsonNode get(String path) {
    return read(fixture.get(service.api().orElseThrow().resolve("/api/v1/" + path)).body());
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException(json, e);
    }
  }
}
