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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database whose clock goes a day ahead, and back again: nothing is lost from any list. */
@Tag("slow")
class ClockStepTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final JsonMapper JSON = new JsonMapper();

  private static final String SETTINGS =
      """
      bindery.router.default-policy.trigger { count = 1000, quiet = 2 s }
      bindery.packager { sources = [lab], registries = [lab] }
      """;

  private static ServiceFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    fixture.createWatchedBucket("lab");
    // Found before those of Postgres, they are the time of all statements and defaults.
    fixture.update(
        """
        CREATE SCHEMA stepped;
        CREATE TABLE stepped.clock (step INTERVAL NOT NULL);
        INSERT INTO stepped.clock VALUES ('0');
        CREATE FUNCTION stepped.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql AS
          'SELECT pg_catalog.clock_timestamp() + step FROM stepped.clock';
        CREATE FUNCTION stepped.now() RETURNS timestamptz STABLE LANGUAGE sql AS
          'SELECT pg_catalog.now() + step FROM stepped.clock';
        ALTER DATABASE postgres SET search_path = public, stepped, pg_catalog;
        DO $$
        DECLARE d record;
        BEGIN
          FOR d IN SELECT table_name, column_name FROM information_schema.columns
              WHERE table_schema = 'public' AND column_default LIKE '%now()%'
          LOOP
            EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET DEFAULT stepped.now()',
                d.table_name, d.column_name);
          END LOOP;
        END $$;
        """);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void jobsAndBatchesGoOnAndAreListed() throws IOException {
    var jobs = new ArrayList<String>();
    try (var service = fixture.start(SETTINGS)) {
      assertThat(clock(service).isMissingNode()).isTrue();
      jobs.add(packaged(service, "before"));

      step("1 day");
      await().atMost(PATIENCE).until(() -> clock(service).toString().contains("went ahead by 864"));
      jobs.add(packaged(service, "ahead"));
      batched(service, "batches/ahead/");

      step("0");
      await().atMost(PATIENCE).until(() -> clock(service).toString().contains("went back by 864"));
      assertThat(clock(service).path("kind").asText()).isEqualTo("clock");
      jobs.add(packaged(service, "back"));
      batched(service, "batches/back/");
      assertThat(listed(service)).containsAll(jobs);
    }
    try (var service = fixture.start(SETTINGS)) {
      jobs.add(packaged(service, "again"));
      assertThat(listed(service)).containsAll(jobs);
      // What is written by its state is there too: a step loses no row, and repeats none.
      assertThat(fixture.query("SELECT state, count(*) FROM package_job GROUP BY state"))
          .singleElement()
          .asString()
          .startsWith("done ");
    }
  }

  private static void step(String by) {
    fixture.update("UPDATE stepped.clock SET step = '%s'".formatted(by));
  }

  /** Asks for a package; its job, which is known at once and gets done. */
  private static String packaged(BinderyService service, String name) throws IOException {
    fixture.put("lab", "runs/%s/a.txt".formatted(name), name);
    var asked =
        fixture.send(
            "POST",
            uri(service, "packages"),
            "{\"source_prefix\": \"s3://lab/runs/%s/\"}".formatted(name),
            "Content-Type",
            "application/json");
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
    var job = JSON.readTree(asked.body()).path("job_id").asText();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var told = fixture.get(uri(service, "packages/jobs/" + job));
              assertThat(told.statusCode()).isEqualTo(200);
              assertThat(JSON.readTree(told.body()).path("state").asText()).isEqualTo("done");
            });
    return job;
  }

  /** Tells of an upload; its batch closes when it has been quiet. */
  private static void batched(BinderyService service, String prefix) {
    var told =
        fixture.send(
            "POST",
            uri(service, "events"),
            ServiceFixture.event("lab", prefix + "a.txt"),
            "Content-Type",
            "application/json");
    assertThat(told.statusCode()).as(told.body()).isLessThan(300);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        fixture.query(
                            "SELECT count(*) FROM closed_batch WHERE prefix = '%s'"
                                .formatted(prefix)))
                    .isEqualTo(List.of("1")));
  }

  private static List<String> listed(BinderyService service) throws IOException {
    var found = new ArrayList<String>();
    for (var job :
        JSON.readTree(fixture.get(uri(service, "packages/jobs?limit=100")).body()).path("jobs")) {
      found.add(job.path("job_id").asText());
    }
    return found;
  }

  private static JsonNode clock(BinderyService service) throws IOException {
    for (var part : JSON.readTree(fixture.get(uri(service, "health")).body()).path("parts")) {
      if (part.path("name").asText().equals("database.clock")) {
        return part;
      }
    }
    return JSON.missingNode();
  }

  private static URI uri(BinderyService service, String path) {
    return service.api().orElseThrow().resolve("/api/v1/" + path);
  }
}
