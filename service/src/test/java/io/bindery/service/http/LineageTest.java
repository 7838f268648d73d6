package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import io.bindery.service.http.LineageReceiver.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Run events of OpenLineage, as a real endpoint gets them, and as it does not take them. */
class LineageTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOKEN = "a-secret-that-nobody-logs";

  private static ServiceFixture fixture;
  private static LineageReceiver receiver;
  private static LineageSchema schema;
  private static BinderyService service;
  private static Logged log;

  @BeforeAll
  static void start() {
    log = new Logged();
    schema = new LineageSchema();
    receiver = new LineageReceiver();
    fixture = new ServiceFixture();
    fixture.createWatchedBucket("lab");
    fixture.topic("lineage");
    var topic =
        fixture.aws.sns().listTopics().join().topics().stream()
            .map(it -> it.topicArn())
            .filter(arn -> arn.endsWith(":lineage"))
            .findFirst()
            .orElseThrow();
    service =
        fixture.start(
            """
            bindery.packager { sources = [lab], registries = [lab], retry.first = 1 minute }
            bindery.lineage {
              http { url = "%s", token = "%s", timeout = 2 s }
              topic-arn = "%s"
              namespace = lab-bindery
              first-retry = 50 ms
              longest-retry = 500 ms
            }
            """
                .formatted(receiver.url(), TOKEN, topic));
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
    receiver.close();
    log.close();
  }

  @AfterEach
  void everythingIsSent() {
    receiver.become(new Mode.Takes());
    fixture.local.faults().clear();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(fixture.query("SELECT target, event_type, error FROM lineage_event"))
                    .isEmpty());
    assertThat(log.lines()).noneMatch(line -> line.contains(TOKEN));
  }

  private static JsonNode json(String method, String path) {
    try {
      return JSON.readTree(
          fixture.send(method, service.api().orElseThrow().resolve("/api/v1/" + path), "").body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void ask(String name, String more) {
    fixture.put("lab", name + "/a.txt", "of " + name);
    fixture.send("packager", "{\"source_prefix\": \"s3://lab/%s/\"%s}".formatted(name, more));
  }

  private static List<JsonNode> events(String name) {
    return receiver.events().stream()
        .filter(it -> it.path("job").path("name").asText().equals("package/lab/" + name))
        .toList();
  }

  private static List<JsonNode> awaitEvents(String name, String... types) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(events(name))
                    .extracting(it -> it.path("eventType").asText())
                    .containsExactly(types));
    events(name).forEach(schema::check);
    return events(name);
  }

  private static JsonNode part(String name) {
    for (var part : json("GET", "health").path("parts")) {
      if (part.path("name").asText().equals(name)) {
        return part;
      }
    }
    throw new AssertionError("health has no " + name);
  }

  private static void awaitMade(String name) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        fixture.query(
                            "SELECT state FROM package_job WHERE package_name = '%s'"
                                .formatted(name)))
                    .containsExactly("done"));
  }

  @Test
  void aRevisionIsARunOfItsPackageFromItsFolder() throws IOException {
    ask("runs/one", "");
    var events = awaitEvents("runs/one", "START", "COMPLETE");
    var job =
        fixture.query("SELECT job_id, top_hash FROM package_job WHERE package_name = 'runs/one'");
    var id = job.get(0).split(" ", 2)[0];
    var hash = job.get(0).split(" ", 2)[1];
    var done = events.get(1);
    assertThat(done.path("run").path("runId")).isEqualTo(events.get(0).path("run").path("runId"));
    assertThat(done.path("job").path("namespace").asText()).isEqualTo("lab-bindery");
    assertThat(done.path("inputs").toString())
        .isEqualTo("[{\"namespace\":\"s3://lab\",\"name\":\"runs/one\"}]");
    var output = done.path("outputs").path(0);
    assertThat(output.path("namespace").asText()).isEqualTo("quilt+s3://lab");
    assertThat(output.path("name").asText()).isEqualTo("runs/one");
    assertThat(output.path("facets").path("version").path("datasetVersion").asText())
        .isEqualTo(hash);
    assertThat(output.path("outputFacets").path("outputStatistics").path("fileCount").asInt())
        .isEqualTo(1);
    assertThat(output.path("outputFacets").path("outputStatistics").path("size").asInt())
        .isEqualTo("of runs/one".length());
    var own = done.path("run").path("facets").path("bindery_package");
    assertThat(own.path("jobId").asText()).isEqualTo(id);
    assertThat(own.path("packageUri").asText())
        .isEqualTo("quilt+s3://lab#package=runs/one@" + hash);
    assertThat(events.get(0).path("outputs").path(0).has("facets")).isFalse();
    assertThat(Instant.parse(done.path("eventTime").asText()))
        .isAfterOrEqualTo(Instant.parse(events.get(0).path("eventTime").asText()));
    assertThat(receiver.authorizations()).containsOnly("Bearer " + TOKEN);
    // The topic gets the same; nothing waits for the other.
    var first = JSON.readTree(fixture.nextNotice("lineage").path("Message").asText());
    assertThat(first.path("schemaURL")).isEqualTo(done.path("schemaURL"));
    schema.check(first);

    // The same content again is another run, with the same version.
    fixture.send(
        "packager", "{\"source_prefix\": \"s3://lab/runs/one/\", \"commit_message\": \"x\"}");
    var again = awaitEvents("runs/one", "START", "COMPLETE", "START", "COMPLETE").get(3);
    assertThat(again.path("run").path("runId")).isNotEqualTo(done.path("run").path("runId"));
  }

  @Test
  void aJobThatFailsSaysWhy() {
    ask("runs/bad", ", \"workflow\": \"unheard-of\"");
    var events = awaitEvents("runs/bad", "START", "FAIL");
    var facets = events.get(1).path("run").path("facets");
    assertThat(facets.path("errorMessage").path("message").asText()).contains("unheard-of");
    assertThat(facets.path("bindery_package").path("state").asText()).isEqualTo("failed");
    assertThat(events.get(1).path("outputs").path(0).has("facets")).isFalse();
  }

  @Test
  void aJobThatIsCancelledIsAborted() {
    fixture.local.faults().refuse("ListObjectVersions", 503, "SlowDown");
    ask("runs/cancelled", "");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                fixture
                    .query("SELECT state FROM package_job WHERE package_name = 'runs/cancelled'")
                    .equals(List.of("retrying")));
    var id =
        fixture
            .query("SELECT job_id FROM package_job WHERE package_name = 'runs/cancelled'")
            .get(0);
    json("POST", "packages/jobs/%s/cancel".formatted(id));
    awaitEvents("runs/cancelled", "START", "ABORT");
  }

  /** Makes a package while the endpoint is like that, and mends it. */
  private static void isTriedAgain(String name, Mode how) {
    receiver.become(how);
    int before = receiver.calls();
    ask(name, "");
    awaitMade(name);
    await().atMost(PATIENCE).until(() -> receiver.calls() > before);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var part = part("lineage.outbox.http");
              assertThat(part.path("state").asText()).isEqualTo("waiting");
              assertThat(part.path("required").asBoolean(true)).isFalse();
              assertThat(part.path("error").asText()).startsWith("It does not take events: it ");
            });
    assertThat(events(name)).isEmpty();
    receiver.become(new Mode.Takes());
    awaitEvents(name, "START", "COMPLETE");
  }

  @Test
  void whatMayPassIsTriedAgainAndDelaysNoPackage() {
    isTriedAgain("passing/busy", new Mode.Answers(503, "busy"));
    isTriedAgain("passing/throttled", new Mode.Answers(429, "too many"));
    isTriedAgain("passing/moved", new Mode.Answers(302, ""));
    isTriedAgain("passing/token", new Mode.Answers(401, "who are you"));
    isTriedAgain("passing/address", new Mode.Answers(404, "nothing here"));
    receiver.vanish();
    ask("passing/absent", "");
    awaitMade("passing/absent");
    await()
        .atMost(PATIENCE)
        .until(
            () -> part("lineage.outbox.http").path("error").asText().contains("cannot be reached"));
    receiver.comeBack();
    awaitEvents("passing/absent", "START", "COMPLETE");
    await()
        .atMost(PATIENCE)
        .until(() -> part("lineage.outbox.http").path("state").asText().equals("up"));
  }

  @Test
  @Tag("chaos")
  void anEndpointThatFreezesOrDripsDelaysNoPackage() {
    var over = new CountDownLatch(1);
    isTriedAgain("frozen/whole", new Mode.Frozen(over));
    isTriedAgain("frozen/body", new Mode.Drips(over));
    over.countDown();
  }

  @Test
  void whatIsRefusedForGoodIsSetAsideWithItsReasonUntilSomebodyHasItSentAgain() {
    receiver.become(new Mode.Answers(422, "no such namespace; you said Bearer " + TOKEN));
    ask("refused/one", "");
    awaitMade("refused/one");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(json("GET", "lineage/events").path("events")).hasSize(2));
    var event = json("GET", "lineage/events?state=set-aside").path("events").path(0);
    assertThat(event.path("event_type").asText()).isEqualTo("START");
    assertThat(event.path("error").asText())
        .isEqualTo("it answers 422: no such namespace; you said Bearer (token)");
    assertThat(event.path("set_aside_at").asText()).isNotEmpty();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(part("lineage.outbox.http").path("warnings").toString())
                    .contains("2 events were refused for good", "it answers 422"));
    assertThat(part("lineage.outbox.http").path("state").asText()).isEqualTo("up");
    var metrics = fixture.get(service.api().orElseThrow().resolve("/metrics")).body();
    assertThat(metrics)
        .containsPattern("bindery_lineage_events_total\\{[^}]*outcome=\"set_aside\"[^}]*} [2-9]")
        .containsPattern("bindery_lineage_set_aside\\{[^}]*target=\"http\"[^}]*} 2\\.0");
    int calls = receiver.calls();
    // What comes later is not held up by it, and it is not tried again by itself.
    receiver.become(new Mode.Takes());
    ask("refused/later", "");
    awaitEvents("refused/later", "START", "COMPLETE");
    assertThat(receiver.calls()).isEqualTo(calls + 2);
    var resent = json("POST", "lineage/resend");
    assertThat(resent.path("resent").asInt()).as(resent.toString()).isEqualTo(2);
    awaitEvents("refused/one", "START", "COMPLETE");
    assertThat(json("GET", "lineage/events?state=x").path("detail").asText())
        .contains("set-aside or waiting");
  }
}
