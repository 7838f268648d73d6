package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a list is asked for, Postgres reads it by an index, and no further than the page: each
 * statement of each list is explained as it is run, on tables that are large enough for it to
 * matter.
 */
class ListPlansTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LIMIT = 20;

  /** What a page may have to look at beyond its rows: the parts of a union, the ends of a range. */
  private static final int ROWS_OF_A_PAGE = 2_100;

  /** Batches and events are counted, up to 10,000 of a state. */
  private static final int ROWS_OF_COUNTS = 10_100;

  private static final Set<String> LARGE =
      Set.of(
          "open_batch",
          "closed_batch",
          "package_job",
          "publication",
          "suggestion",
          "source_event",
          "lineage_event",
          "gateway_refresh",
          "reconciliation",
          "audit_trail",
          "bucket_policy",
          "package_policy");

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static long logged;

  @BeforeAll
  static void start() throws IOException {
    logged = 0;
    fixture = new ServiceFixture();
    fixture.update(
        "ALTER ROLE %s SET session_preload_libraries = 'auto_explain'"
            .formatted(fixture.postgres.user()));
    service =
        fixture.start(
            "bindery.router { bucket-names = [], buckets = [{ name = lab, reconcile-every = 30 d }] }");
    fill();
    fixture.update("ANALYZE");
    for (var setting :
        List.of(
            "log_min_duration = 0",
            "log_analyze = on",
            "log_timing = off",
            "log_format = 'json'",
            "log_nested_statements = off")) {
      fixture.update("ALTER SYSTEM SET auto_explain." + setting);
    }
    fixture.query("SELECT pg_reload_conf()");
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  private static void fill() {
    fixture.update(
        """
        INSERT INTO open_batch (entity_id, bucket, prefix, files, bytes, first_event_time,
          last_event_time, due_at, wake_at)
        SELECT md5('o' || g), 'lab', 'project-' || g % 500 || '/run-' || g || '/', 1, 1, now(), now(),
          now() + INTERVAL '20 minutes' + g * INTERVAL '1 ms', now() + INTERVAL '20 minutes'
        FROM generate_series(1, 20000) g
        """);
    fixture.update(
        """
        INSERT INTO paused_batch (entity_id, bucket, prefix, paused_by, paused_at)
        SELECT entity_id, bucket, prefix, 'ada', now() FROM open_batch ORDER BY entity_id LIMIT 200
        """);
    fixture.update(
        """
        INSERT INTO closed_batch (batch_id, entity_id, bucket, prefix, files, bytes, reason,
          first_event_time, last_event_time, closed_at, announced_at, wake_at, pending_targets)
        SELECT md5('c' || g), md5('o' || g % 5000), 'lab', 'project-' || g % 500 || '/run-' || g || '/',
          1, 1, 'count', now(), now(), now() - g * INTERVAL '1 second',
          CASE WHEN g % 100 > 0 THEN now() END,
          CASE WHEN g % 100 = 0 THEN now() + INTERVAL '20 minutes' END,
          CASE WHEN g % 100 = 0 THEN '{event-bus}'::text[] ELSE '{}' END
        FROM generate_series(1, 20000) g
        """);
    fixture.update(
        """
        INSERT INTO package_job (job_id, entity_id, registry, package_name, source, source_bucket,
          source_prefix, state, requests, attempt, error, reason, errors, quarantine, batches,
          accepted_at, updated_at, finished_at, due_at, resolved_at, notice_due_at)
        SELECT md5('j' || g), md5('e' || g % 7000), CASE g % 2000 WHEN 0 THEN 'rare' ELSE 'lab' END,
          'a/b' || g % 7000, 's3://lab/project/run-' || g % 7000 || '/', 'lab',
          'project/run-' || g % 7000 || '/',
          CASE WHEN g % 200 = 0 THEN 'retrying' WHEN g % 3 = 0 THEN 'quarantined'
            WHEN g % 10 = 1 THEN 'failed' ELSE 'done' END,
          1, 1, 'AWS answered 403',
          CASE WHEN g % 500 = 1 THEN 'no-right' WHEN g % 3 = 0 THEN 'rules' END, '[]', 'held',
          ARRAY[md5('c' || g)], now() - g * INTERVAL '1 second', now(),
          CASE WHEN g % 200 > 0 THEN now() - g * INTERVAL '1 second' END,
          CASE WHEN g % 200 = 0 THEN now() + INTERVAL '20 minutes' END,
          CASE WHEN g % 6 = 0 THEN now() END,
          CASE WHEN g % 1000 = 3 THEN now() + INTERVAL '20 minutes' END
        FROM generate_series(1, 20000) g
        """);
    fixture.update(
        """
        INSERT INTO publication (publication_id, state, again, manifest_bucket, manifest_key, manifest,
          product_id, data_set_id, package, package_registry, package_hash, received_at, updated_at,
          finished_at)
        SELECT md5('p' || g), CASE WHEN g % 1000 = 0 THEN 'failed' ELSE 'published' END, false, 'in',
          'm' || g, 's3://in/m' || g, 'prod-' || g % 2000, 'set-' || g % 2000,
          'quilt+s3://lab#package=a/b@' || md5('h' || g % 4000), 'lab', md5('h' || g % 4000),
          now() - g * INTERVAL '1 second', now(), now()
        FROM generate_series(1, 20000) g
        """);
    fixture.update(
        """
        INSERT INTO suggestion (suggestion_id, version, state, reason, registry, package_name, source,
          asked_name, description, draft, drafted_edits, draft_job_id, batches, opened_at, updated_at,
          expires_at)
        SELECT md5('s' || g), 1, CASE WHEN g % 1000 = 0 THEN 'accepted' ELSE 'open' END, 'policy',
          CASE g % 2000 WHEN 1 THEN 'rare' ELSE 'lab' END, 'a/b' || g % 5000,
          's3://lab/project/run-' || g || '/', '', '{"source_prefix": "s3://lab/a/"}', '{}', 0,
          md5('j' || g), ARRAY[md5('c' || g)], now() - g * INTERVAL '1 second', now(),
          now() + INTERVAL '20 minutes' + g * INTERVAL '1 ms'
        FROM generate_series(1, 20000) g
        """);
    fixture.update(
        """
        INSERT INTO source_event (source, event_key, state, words, bucket, folder, recorded_at, due_at)
        SELECT CASE g % 2000 WHEN 0 THEN 'health-omics' ELSE 'ro-crate' END, 'k' || g,
          CASE g % 3000 WHEN 1 THEN 'failed' ELSE 'noted' END, 'w', 'lab', 'project/' || g || '/',
          now() - g * INTERVAL '1 second', now()
        FROM generate_series(1, 20000) g
        """);
    fixture.update(
        """
        INSERT INTO gateway_refresh (share, folders, state, ended_at)
        SELECT 'share-' || g % 50, ARRAY['/x'], CASE g % 4000 WHEN 1 THEN 'failed' ELSE 'done' END, now()
        FROM generate_series(1, 20000) g
        """);
    fixture.update(
        """
        INSERT INTO reconciliation (id, bucket, prefix, state, asked_by, asked_at, everything)
        SELECT md5('r' || g), CASE g % 2000 WHEN 1 THEN 'rare' ELSE 'lab' END, '', 'done', 'ada', now(),
          false
        FROM generate_series(1, 20000) g
        """);
    fixture.update(
        """
        INSERT INTO lineage_event (target, job_id, event_type, happened_at, facts, error, set_aside_at)
        SELECT 'http', md5('j' || g), 'START', now(), '{}', 'e', CASE WHEN g % 4 > 0 THEN now() END
        FROM generate_series(1, 20000) g
        """);
    fixture.query(
        """
        SELECT audit_append(ARRAY(SELECT json_build_object('v', 1, 'kind',
            CASE g % 3000 WHEN 1 THEN 'sign-in' ELSE 'order' END, 'request', md5('q' || g),
            'actor', CASE g % 2000 WHEN 1 THEN 'rare' ELSE 'ada' END, 'role', 'admin', 'how', 'token',
            'from', '127.0.0.1', 'method', 'POST', 'endpoint', '/api/v1/batches/orders',
            'path', CASE g % 2500 WHEN 1 THEN '/api/v1/rare/' ELSE '/api/v1/batches/' END || g)::text
          FROM generate_series(1, 20000) g))
        """);
    for (var table : List.of("bucket_policy", "package_policy")) {
      fixture.update(
          """
          INSERT INTO %s (bucket, version, %s, changed_by, changed_at)
          SELECT 'bucket-' || b, v, '%s', 'ada', now()
          FROM generate_series(1, 100) b, generate_series(1, 200) v
          """
              .formatted(
                  table,
                  table.equals("bucket_policy") ? "policy" : "policies",
                  table.equals("bucket_policy") ? "{\"prefix-depth\": 1}" : "{\"policies\": []}"));
    }
  }

  static List<String> lists() {
    return List.of(
        "batches",
        "batches?order=due",
        "batches?order=prefix",
        "batches?state=paused",
        "batches?state=closed",
        "batches?state=announced",
        "batches?bucket=lab&prefix=project-7/",
        "batches?bucket=lab&prefix=project-7/&state=announced",
        "batches?q=run-19999",
        "batches/closed",
        "batches/closed?bucket=lab&prefix=project-7/",
        "packages/jobs",
        "packages/jobs?state=failed",
        "packages/jobs?state=retrying",
        "packages/jobs?reason=no-right",
        "packages/jobs?registry=lab",
        "packages/jobs?registry=rare",
        "packages/jobs?name=a/b77",
        "packages/jobs?registry=lab&name=a/b77",
        "packages/jobs?source=" + encoded("s3://lab/project/run-77/"),
        "packages/jobs?batch=d41d8cd98f00b204e9800998ecf8427e",
        "quarantine",
        "quarantine?over=true",
        "quarantine?registry=lab&name=a/b78",
        "suggestions",
        "suggestions?state=accepted",
        "suggestions?registry=rare",
        "suggestions?name=a/b77",
        "suggestions?source=" + encoded("s3://lab/project/run-77/"),
        "suggestions?batch=d41d8cd98f00b204e9800998ecf8427e",
        "publications",
        "publications?state=failed",
        "publications?data_set=set-7",
        "publications?product=prod-7",
        "publications?manifest=" + encoded("s3://in/m77"),
        "publications?package=" + encoded("quilt+s3://lab#package=a/b@5bb1"),
        "sources",
        "sources/ro-crate/events",
        "sources/ro-crate/events?state=failed",
        "sources/health-omics/events",
        "lineage/events",
        "lineage/events?state=set-aside",
        "file-gateway/refreshes",
        "file-gateway/refreshes?share=share-7",
        "file-gateway/refreshes?state=failed",
        "reconciliations",
        "reconciliations?bucket=rare",
        "audit",
        "audit?actor=rare",
        "audit?kind=sign-in",
        "audit?path=" + encoded("/api/v1/rare/"),
        "audit?request=d41d8cd98f00b204e9800998ecf8427e",
        "audit?since=2999-01-01T00:00:00Z",
        "audit?until=2000-01-01T00:00:00Z",
        "buckets",
        "buckets/bucket-7/policy/history",
        "timers",
        "trace?uri=" + encoded("s3://lab/project/run-77/x"),
        "explain?bucket=lab&prefix=" + encoded("project-7/run-7/"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("lists")
  void aListIsReadByAnIndexAndNoFurtherThanItsPage(String list) throws IOException {
    plans();
    var next = "";
    // Two pages: what begins behind a place is another question.
    for (int page = 0; page < 2; page++) {
      var answer = fixture.get(api(list, next));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      next = JSON.readTree(answer.body()).path("next").asText();
      if (next.isEmpty()) {
        break;
      }
    }
    var plans = plans();

    assertThat(plans).as("statements that were explained").isNotEmpty();
    int most = list.matches("(batches|buckets|sources).*") ? ROWS_OF_COUNTS : ROWS_OF_A_PAGE;
    var wrong = new ArrayList<String>();
    for (var plan : plans) {
      if (isRegularWork(plan.path("Query Text").asText())) {
        continue;
      }
      var found = new ArrayList<String>();
      look(plan.path("Plan"), most, found);
      if (!found.isEmpty()) {
        wrong.add(found + " in " + plan.toPrettyString());
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** What is done meanwhile, and is no read of a list. */
  private static boolean isRegularWork(String sql) {
    var text = sql.strip();
    boolean reads = text.startsWith("SELECT") || text.startsWith("WITH RECURSIVE");
    return !reads || text.contains("package_job held");
  }

  private static java.net.URI api(String list, String next) {
    if (!list.contains("limit") && hasPages(list)) {
      list += (list.contains("?") ? "&" : "?") + "limit=" + LIMIT;
    }
    return service
        .api()
        .orElseThrow()
        .resolve("/api/v1/" + list + (next.isEmpty() ? "" : "&after=" + encoded(next)));
  }

  private static boolean hasPages(String list) {
    return !list.startsWith("trace") && !list.startsWith("explain");
  }

  /** What is wrong with a step of a plan and those below it. */
  private static void look(JsonNode node, int most, List<String> found) {
    var type = node.path("Node Type").asText();
    var table = node.path("Relation Name").asText();
    long loops = Math.max(1, node.path("Actual Loops").asLong());
    long rows =
        loops
            * (node.path("Actual Rows").asLong()
                + node.path("Rows Removed by Filter").asLong()
                + node.path("Rows Removed by Index Recheck").asLong());
    if (LARGE.contains(table)) {
      if (rows > most) {
        found.add("%d rows of %s are read by %s".formatted(rows, table, type));
      }
    }
    if (type.equals("Sort") && rows > most) {
      found.add("%d rows are sorted".formatted(rows));
    }
    node.path("Plans").forEach(below -> look(below, most, found));
  }

  /** The plans that Postgres logged since the last call. */
  private static List<JsonNode> plans() throws IOException {
    var plans = new ArrayList<JsonNode>();
    var text = new StringBuilder();
    var all = Files.readString(fixture.postgres.log());
    boolean inPlan = false;
    for (var line : all.substring((int) logged).split("\n", -1)) {
      if (inPlan && line.startsWith("\t")) {
        text.append(line).append('\n');
        continue;
      }
      if (inPlan) {
        plans.add(JSON.readTree(text.toString()));
        text.setLength(0);
      }
      inPlan = line.contains("ms  plan:");
    }
    logged = all.length();
    return plans;
  }
}
