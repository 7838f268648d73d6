package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists end by bytes as well as by rows, and lose nothing between two parts. */
class ListsTest {
  private static final int LARGEST_ANSWER = 3 << 20;
  private static final int ROWS = 250;
  private static final JsonMapper JSON = new JsonMapper();

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static URI api;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    service = fixture.start("");
    api = service.api().orElseThrow();
    // All of a kind at the same microsecond, and with texts that are far too much together.
    fixture.update(
        """
        INSERT INTO package_job (job_id, entity_id, registry, package_name, source, state, requests,
          attempt, error, accepted_at, updated_at, finished_at, errors, quarantine)
        SELECT md5(g::text), 'e' || g, 'reg', 'a/b' || g, 's3://lab/a/', 'quarantined', 1, 1,
          repeat('x', 20000), '2026-11-01T00:00:00.123456Z', now(), '2026-11-02T00:00:00.123456Z',
          '[]', 'held'
        FROM generate_series(1, 250) g
        """);
    fixture.update(
        """
        INSERT INTO closed_batch (batch_id, entity_id, bucket, prefix, files, bytes, reason,
          first_event_time, last_event_time, closed_at, announced_at, pending_targets)
        SELECT md5(g::text), 'e' || g, 'lab', repeat('p', 9000) || '/', 1, 1, 'count', now(), now(),
          '2026-11-01T00:00:00.123456Z', now(), '{}'
        FROM generate_series(1, 250) g
        """);
    fixture.update(
        """
        INSERT INTO open_batch (entity_id, bucket, prefix, files, bytes, first_event_time,
          last_event_time)
        SELECT md5(g::text), 'other', repeat('p', 9000) || '/', 1, 1, now(), now()
        FROM generate_series(1, 250) g
        """);
    fixture.update(
        """
        INSERT INTO source_event (source, event_key, state, words, recorded_at, due_at)
        SELECT 'edp', 'k' || g, 'noted', repeat('w', 20000), '2026-11-01T00:00:00.123456Z', now()
        FROM generate_series(1, 250) g
        """);
    fixture.update(
        """
        INSERT INTO gateway_refresh (share, folders, state)
        SELECT 'share', ARRAY[repeat('f', 20000)], 'done' FROM generate_series(1, 250) g
        """);
    fixture.update(
        """
        INSERT INTO reconciliation (id, bucket, prefix, state, asked_by, asked_at, everything, error)
        SELECT md5(g::text), 'lab', '', 'done', 'ada', now(), false, repeat('e', 20000)
        FROM generate_series(1, 250) g
        """);
    fixture.update(
        """
        INSERT INTO lineage_event (target, job_id, event_type, happened_at, facts, error, set_aside_at)
        SELECT 'http', md5(g::text), 'START', now(), '{}', repeat('e', 20000),
          '2026-11-01T00:00:00.123456Z'
        FROM generate_series(1, 250) g
        """);
    fixture.update(
        """
        INSERT INTO dead_letter_order (queue, verb, message_id, moved_by, reason, body, ordered_by,
          ordered_at, why)
        SELECT 'packager', 'discard', md5(g::text), 'bindery', repeat('r', 9000), repeat('b', 9000),
          'ada', '2026-11-01T00:00:00.123456Z', 'a trial'
        FROM generate_series(1, 250) g
        """);
    fixture.update(
        """
        INSERT INTO canary_run (run_id, bucket, object_key, registry, package_name, started_at, step,
          words, ended_at, outcome, cleaned_at)
        SELECT md5(g::text), 'lab', 'k', 'lab', 'bindery/canary', '2026-11-01T00:00:00.123456Z',
          'notice', repeat('w', 20000), now(), 'failed', now()
        FROM generate_series(1, 250) g
        """);
    fixture.update(
        """
        INSERT INTO publication (publication_id, state, again, data_set_id, error, received_at,
          updated_at, finished_at)
        SELECT md5(g::text), 'failed', false, 'd', repeat('e', 20000),
          '2026-11-01T00:00:00.123456Z', now(), now()
        FROM generate_series(1, 250) g
        """);
    large("bucket_policy", "bucket", "policy");
    large("package_policy", "bucket", "policies");
    large("event_source", "name", "definition");
  }

  private static void large(String table, String name, String value) {
    fixture.update(
        """
        INSERT INTO %1$s (%2$s, version, %3$s, changed_by, changed_at)
        SELECT 'large', g, '{"set": "' || repeat('x', 238000) || '"}', 'ada', now()
        FROM generate_series(1, 1000) g
        """
            .formatted(table, name, value));
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "packages/jobs?registry=reg, jobs, job_id",
    "quarantine?registry=reg, packages, job_id",
    "batches/closed?bucket=lab, batches, batch_id",
    "sources/edp/events?state=noted, events, event",
    "file-gateway/refreshes?share=share, refreshes, id",
    "reconciliations?bucket=lab, reconciliations, id",
    "lineage/events?state=set-aside, events, id",
    "dead-letters/orders?queue=packager, orders, id",
    "canary, runs, run_id",
    "publications?state=failed&data_set=d, publications, publication_id"
  })
  void nothingIsLostBetweenTwoPartsAndNoPartIsTooLarge(String list, String items, String id)
      throws IOException {
    for (int limit : List.of(7, 1000)) {
      var ids = new ArrayList<String>();
      var all = list + (list.contains("?") ? "&" : "?") + "limit=" + limit;
      int parts = walk(all, items, item -> ids.add(item.path(id).asText()));
      assertThat(ids).hasSize(ROWS).doesNotHaveDuplicates();
      assertThat(parts).isGreaterThan(limit == 7 ? ROWS / 7 : 2);
    }
  }

  @Test
  void openBatchesAreBoundedToo() throws IOException {
    var count = new ArrayList<Integer>();
    int parts = walk("batches?bucket=other&limit=1000", "batches", item -> count.add(1));
    assertThat(count).hasSize(ROWS);
    assertThat(parts).isGreaterThan(2);
  }

  @ParameterizedTest
  @CsvSource({
    "buckets/large/policy/history, policy",
    "buckets/large/package-policies/history, policies",
    "sources/large/history, definition"
  })
  void aHistoryOfLargeValuesIsSmall(String history, String value) throws IOException {
    var answer = fixture.get(URI.create(api + "/api/v1/" + history + "?limit=1000"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().length()).isLessThan(200_000);
    var changes = JSON.readTree(answer.body()).path("changes");
    assertThat(changes).hasSize(1000);
    assertThat(changes.get(0).path("version").asInt()).isEqualTo(1000);
    assertThat(changes.get(0).path("bytes").asInt()).isGreaterThan(238_000);
    assertThat(changes.get(0).has(value)).isFalse();
    if (!value.equals("policies")) {
      var one = fixture.get(URI.create(api + "/api/v1/" + history + "/500"));
      assertThat(JSON.readTree(one.body()).path(value).path("set").asText()).hasSize(238_000);
    }
    assertThat(fixture.get(URI.create(api + "/api/v1/" + history + "/1001")).statusCode())
        .isEqualTo(404);
    assertThat(fixture.get(URI.create(api + "/api/v1/" + history + "/x")).statusCode())
        .isEqualTo(400);
  }

  /** Each room's timers, in one order, however they are paged. */
  @Test
  void timersOfAllKindsComeInTheirOrder() throws IOException {
    var policy = URI.create(api + "/api/v1/buckets/timed/policy");
    var json = "application/json";
    assertThat(
            fixture
                .send("PUT", policy, "{\"reconcile-every\": \"30 d\"}", "Content-Type", json)
                .statusCode())
        .isEqualTo(200);
    // Far enough that nobody does it now, and near enough to be no fault of a clock.
    var at = "now() + INTERVAL '20 minutes' + %d * INTERVAL '1 second'";
    var statements =
        List.of(
            """
            INSERT INTO package_job (job_id, entity_id, registry, package_name, source, state,
              requests, attempt, error, accepted_at, updated_at, due_at)
            VALUES ('timed-job', 'e', 'timed', 'a/timed', 's3://lab/a/', 'retrying', 1, 1, 'busy', now(),
              now(), %s)
            """,
            """
            INSERT INTO lineage_event (target, job_id, event_type, happened_at, facts, error, attempts,
              due_at)
            VALUES ('topic', 'timed-job', 'START', now(), '{}', 'away', 1, %s)
            """,
            """
            INSERT INTO gateway_refresh (share, folders, state, due_at)
            VALUES ('timed-share', ARRAY['/a', '/b'], 'waiting', %s)
            """,
            """
            INSERT INTO publication (publication_id, state, again, manifest, received_at, updated_at,
              waiting_for, wake_at)
            VALUES ('timed-publication', 'held', false, 's3://in/m', now(), now(), 'a slot', %s)
            """,
            """
            INSERT INTO exchange_told (publication_id, bucket, key, received_at, state, due_at)
            VALUES ('timed-publication', 'in', 'm', now(), 'held', %s)
            """,
            """
            INSERT INTO exchange_notice (publication_id, state, facts, due_at)
            VALUES ('timed-publication', 'held', '{}', %s)
            """);
    for (int i = 0; i < statements.size(); i++) {
      fixture.update(statements.get(i).formatted(at.formatted(i)));
    }
    var expected =
        List.of(
            "job tries-again the job of package a/timed in s3://timed is tried again, as its last attempt failed: busy",
            "lineage-event sends what became of job timed-job is sent to lineage (topic), as the last attempt failed: away",
            "refresh refreshes folders /a, /b of share timed-share are refreshed",
            "publication tries-again the publication of s3://in/m goes on, as it waits for a slot",
            "publication-file tells what became of the publication of s3://in/m is written beside its manifest",
            "publication-notice tells what became of the publication of s3://in/m is told to the topic",
            "reconciliation begins bucket timed is compared with what was recorded, as its policy says each 720 h");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              for (int limit : List.of(1, 3, 100)) {
                var found = new ArrayList<String>();
                walk(
                    "timers?limit=" + limit,
                    "timers",
                    timer ->
                        found.add(
                            "%s %s %s"
                                .formatted(
                                    timer.path("kind").asText(),
                                    timer.path("what").asText(),
                                    timer.path("words").asText())));
                assertThat(found).as("limit %d", limit).containsSubsequence(expected);
                assertThat(found).doesNotHaveDuplicates();
              }
            });
  }

  @Test
  void whatIsNoNextOfAPageIsRefused() {
    var answer = fixture.get(URI.create(api + "/api/v1/batches?after=hello"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"field\":\"after\"");
  }

  /** One that is overlooked finds nothing, which reads as if nothing were there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "packages/jobs",
        "suggestions",
        "publications",
        "file-gateway/refreshes",
        "sources/health-omics/events"
      })
  void aStateThatIsNoneIsRefusedWithThoseThereAre(String list) {
    var answer = fixture.get(URI.create(api + "/api/v1/" + list + "?state=fialed"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"field\":\"state\"", "fialed: it must be one of ");
    var known = fixture.get(URI.create(api + "/api/v1/" + list + "?state=" + known(list)));
    assertThat(known.statusCode()).as(known.body()).isEqualTo(200);
  }

  private static String known(String list) {
    return list.equals("suggestions") ? "open" : "failed";
  }

  /** Reads all parts; answers how many there were. */
  private static int walk(String list, String items, Consumer<JsonNode> use) throws IOException {
    var next = "";
    int parts = 0;
    do {
      var answer = fixture.get(URI.create(api + "/api/v1/" + list + next));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body().length()).isLessThan(LARGEST_ANSWER);
      var part = JSON.readTree(answer.body());
      part.path(items).forEach(use);
      next = part.has("next") ? "&after=" + part.path("next").asText() : "";
      parts++;
    } while (!next.isEmpty());
    return parts;
  }
}
