package io.bindery.router.tables;

import io.bindery.platform.database.Rows;
import io.bindery.platform.feed.FeedSql;
import io.bindery.router.announce.Target;
import io.bindery.router.batch.BatchEvent;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a group of events makes of {@code closed_batch}, many rows in one statement. */
final class ClosedRows {
  /** A resident batch announces at once by itself: the sweeper need not hurry. */
  static final Duration ANNOUNCE_GRACE = Duration.ofSeconds(5);

  private static final String CLOSED =
      """
      WITH written AS (
        INSERT INTO closed_batch (entity_id, bucket, prefix, files, bytes, first_event_time,
          last_event_time, batch_id, reason, closed_at, wake_at, evidence,
          trace_id)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[],
          $6::timestamptz[], $7::timestamptz[], $8::text[], $9::text[], $10::timestamptz[],
          $11::timestamptz[], $12::text[], $13::text[])
        ON CONFLICT (batch_id) DO NOTHING
        RETURNING *)
      """
          + FeedSql.INSERT
          + "SELECT 'batch', bucket, prefix, %s FROM written c"
              .formatted(BatchChanges.closed("'closed'", "c.closed_at", "NULL::text"));

  // Once no target is left, it is announced and need not be woken any more.
  private static final String TARGETS =
      """
      WITH written AS (
        UPDATE closed_batch c SET pending_targets = r.targets,
          announced_at = CASE WHEN r.targets = '{}' THEN r.at ELSE c.announced_at END,
          wake_at = CASE WHEN r.targets = '{}' THEN NULL ELSE c.wake_at END,
          unanswered = c.unanswered + r.unanswered,
          announced_to = c.announced_to || r.confirmed
        FROM (
          SELECT u.batch_id, u.word, u.at, %s AS targets, %s AS confirmed,
            CASE WHEN u.word = ANY(b.pending_targets) THEN u.unanswered ELSE 0 END AS unanswered
          FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::integer[])
            AS u(batch_id, word, at, unanswered)
          JOIN closed_batch b ON b.batch_id = u.batch_id) r
        WHERE c.batch_id = r.batch_id
        RETURNING c.*, r.word, r.at, r.confirmed)
      """
          + FeedSql.INSERT
          + "SELECT 'batch', bucket, prefix, %s FROM written c WHERE %s";

  private static final String ANNOUNCED =
      TARGETS.formatted(
          "array_remove(b.pending_targets, u.word)",
          "CASE WHEN u.word = ANY(b.pending_targets)"
              + " THEN jsonb_build_object(u.word, u.at) ELSE '{}'::jsonb END",
          BatchChanges.closed("'announced'", "c.at", "c.word"),
          "c.confirmed <> '{}'");
  private static final String PLANNED =
      TARGETS.formatted(
          "string_to_array(u.word, ',')",
          "'{}'::jsonb",
          BatchChanges.closed("'announced'", "c.at", "NULL::text"),
          "c.pending_targets = '{}'");

  private record Closed(String entityId, BatchEvent.BatchClosed event) {}

  /**
   * A change of the targets that a batch waits for.
   *
   * @param planned whether {@code word} is all targets, with commas; else it is one that confirmed
   * @param unanswered how often it was announced before without an answer
   * @param turn how many changes of the same batch come before it
   */
  private record Change(
      String batchId, boolean planned, String word, Instant at, int unanswered, int turn) {}

  private final List<Closed> closed = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final Map<String, Integer> turns = new HashMap<>();

  void closed(String entityId, BatchEvent.BatchClosed event) {
    closed.add(new Closed(entityId, event));
  }

  void announced(String batchId, Target target, Instant at, int unanswered) {
    change(batchId, false, target.word(), at, unanswered);
  }

  void planned(BatchEvent.TargetsPlanned event) {
    var words = event.targets().stream().map(Target::word).collect(Collectors.joining(","));
    change(event.batchId(), true, words, event.plannedAt(), 0);
  }

  private void change(String batchId, boolean planned, String word, Instant at, int unanswered) {
    int turn = turns.merge(batchId, 1, Integer::sum);
    changes.add(new Change(batchId, planned, word, at, unanswered, turn));
  }

  /** To be run in this order. */
  List<Statement> statements(Connection connection) {
    var statements = new ArrayList<Statement>();
    if (!closed.isEmpty()) {
      statements.add(closedStatement(connection));
    }
    int last = turns.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    for (int i = 1; i <= last; i++) {
      int turn = i;
      var now = changes.stream().filter(change -> change.turn() == turn).toList();
      add(statements, connection, PLANNED, now.stream().filter(Change::planned).toList());
      add(statements, connection, ANNOUNCED, now.stream().filter(c -> !c.planned()).toList());
    }
    return statements;
  }

  private Statement closedStatement(Connection connection) {
    return new Columns<>(connection.createStatement(CLOSED), closed)
        .add(String[]::new, Closed::entityId)
        .add(String[]::new, row -> row.event().bucket())
        .add(String[]::new, row -> Rows.storable(row.event().prefix()))
        .add(Long[]::new, row -> row.event().totals().files())
        .add(Long[]::new, row -> row.event().totals().bytes())
        .add(OffsetDateTime[]::new, row -> time(row.event().totals().firstEventTime()))
        .add(OffsetDateTime[]::new, row -> time(row.event().totals().lastEventTime()))
        .add(String[]::new, row -> row.event().batchId())
        .add(String[]::new, row -> row.event().reason().word())
        .add(OffsetDateTime[]::new, row -> time(row.event().closedAt()))
        .add(OffsetDateTime[]::new, row -> time(row.event().closedAt().plus(ANNOUNCE_GRACE)))
        .add(String[]::new, row -> row.event().evidence().map(EvidenceJson::write).orElse(null))
        .add(String[]::new, row -> BatchTables.traceId(row.event().span()))
        .statement();
  }

  private static void add(
      List<Statement> statements, Connection connection, String sql, List<Change> some) {
    if (!some.isEmpty()) {
      statements.add(
          new Columns<>(connection.createStatement(sql), some)
              .add(String[]::new, Change::batchId)
              .add(String[]::new, Change::word)
              .add(OffsetDateTime[]::new, change -> time(change.at()))
              .add(Integer[]::new, Change::unanswered)
              .statement());
    }
  }

  private static OffsetDateTime time(Instant instant) {
    return BatchTables.time(instant);
  }
}
