package io.bindery.exchange.retention;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.platform.database.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is deleted of publications, and what never is. */
class PublicationRetentionTest {
  private final Instant before = Instant.now().minus(Duration.ofDays(30));

  private static ExchangeWorld world;
  private static ActorSystem<Void> system;
  private static OldPublications old;

  @BeforeAll
  static void start() {
    world = new ExchangeWorld();
    system = ActorSystem.create(Behaviors.empty(), "retention", world.settings(Map.of()));
    old = new OldPublications(Tables.of(system), "Publication");
    publication("open", 100, "NULL");
    publication("ended", 100, "now() - INTERVAL '90 days'");
    publication("young", 100, "now() - INTERVAL '1 day'");
    publication("untold", 100, "now() - INTERVAL '90 days'");
    run("INSERT INTO exchange_notice (publication_id, state, facts) VALUES ('untold', 'x', '{}')");
    plan("open");
    plan("ended");
    plan("young");
    // Prepared, and never recorded: its publication is not known.
    plan("lost");
  }

  @AfterAll
  static void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    world.close();
  }

  private static void run(String sql) {
    Tables.of(system)
        .update(sql, statement -> statement)
        .toCompletableFuture()
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }

  private static void publication(String id, int days, String finished) {
    run(
        """
        INSERT INTO publication (publication_id, state, again, received_at, updated_at, finished_at)
        VALUES ('%s', 'x', FALSE, now() - INTERVAL '%d days', now(), %s)
        """
            .formatted(id, days, finished));
    for (int number = 1; number <= 2; number++) {
      run(
          """
          INSERT INTO event_journal (slice, entity_type, persistence_id, seq_nr, db_timestamp,
            event_ser_id, event_ser_manifest, event_payload, writer)
          VALUES (1, 'Publication', 'Publication|%s', %d, now(), 1, '', '', '')
          """
              .formatted(id, number));
    }
    run(
        """
        INSERT INTO snapshot (slice, entity_type, persistence_id, seq_nr, write_timestamp, ser_id,
          ser_manifest, snapshot)
        VALUES (1, 'Publication', 'Publication|%s', 1, 0, 1, '', '')
        """
            .formatted(id));
    run(
        "INSERT INTO exchange_published (data_set_id, digest, publication_id, published_at)"
            + " VALUES ('d', 'd', '%s', now())".formatted(id));
  }

  private static void plan(String id) {
    run(
        "INSERT INTO exchange_plan (publication_id, plan, made_at)"
            + " VALUES ('%s', 1, now() - INTERVAL '100 days')".formatted(id));
    run(
        "INSERT INTO exchange_plan_job (publication_id, plan, revision, job, assets, bytes, packed)"
            + " SELECT '%s', 1, 0, n, 1, 1, '' FROM generate_series(1, 1500) n".formatted(id));
    run(
        "INSERT INTO exchange_manifest (id, digest, content, saved_at)"
            + " VALUES ('%s', '', '', now() - INTERVAL '100 days')".formatted(id));
    run(
        "INSERT INTO exchange_refusal (publication_id, problems, found_at)"
            + " VALUES ('%s', '{}', now() - INTERVAL '100 days')".formatted(id));
  }

  private static long done(CompletionStage<Long> page) {
    return page.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static List<Object> ids(String sql) {
    return world.query(sql).stream().map(row -> row.get("id")).toList();
  }

  @Test
  void onlyWhatEndedLongAgoAndWasToldGoes() {
    // A page at a time: two plans with 1,500 jobs each.
    assertThat(List.of(done(old.deleteJobs(before)), done(old.deleteJobs(before))))
        .containsExactly(1_000L, 1_000L);
    assertThat(done(old.deleteJobs(before))).isEqualTo(1_000);
    assertThat(done(old.deleteJobs(before))).isZero();
    assertThat(done(old.deletePlans(before))).isEqualTo(2);
    assertThat(done(old.deleteManifests(before))).isEqualTo(2);
    assertThat(done(old.deleteRefusals(before))).isEqualTo(2);
    assertThat(ids("SELECT publication_id AS id FROM exchange_plan ORDER BY 1"))
        .containsExactly("open", "young");
    assertThat(ids("SELECT count(*) AS id FROM exchange_plan_job")).containsExactly(3_000L);

    assertThat(done(old.deleteEvents(before))).isEqualTo(2);
    assertThat(done(old.deletePublications(before))).isEqualTo(1);

    assertThat(ids("SELECT publication_id AS id FROM publication ORDER BY 1"))
        .containsExactly("open", "untold", "young");
    assertThat(ids("SELECT DISTINCT persistence_id AS id FROM event_journal ORDER BY 1"))
        .containsExactly("Publication|open", "Publication|untold", "Publication|young");
    assertThat(ids("SELECT persistence_id AS id FROM snapshot ORDER BY 1")).hasSize(3);
    assertThat(ids("SELECT publication_id AS id FROM exchange_published ORDER BY 1")).hasSize(3);
  }
}
