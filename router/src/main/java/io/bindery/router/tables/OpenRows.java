package io.bindery.router.tables;

import io.bindery.platform.database.Rows;
import io.bindery.platform.feed.FeedSql;
import io.bindery.router.batch.BatchEvent;
import io.bindery.router.batch.Totals;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a group of events makes of {@code open_batch}: of each batch only the last row counts, and
 * all rows go into one statement.
 */
final class OpenRows {
  // Of a row that is new the change is told at once; of others it is noted that there is one. A row
  // that an INSERT has made, and no UPDATE, was locked by nobody: its xmax is 0.
  private static final String RECORDED =
      """
      WITH written AS (
        INSERT INTO open_batch (entity_id, bucket, prefix, files, bytes, first_event_time,
          last_event_time, due_at, wake_at, trace_id)
        SELECT r.entity_id, r.bucket, r.prefix, r.files, r.bytes, r.first, r.last, r.due, r.due,
          r.trace
        FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[],
          $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::text[])
          AS r(entity_id, bucket, prefix, files, bytes, first, last, due, trace)
        ON CONFLICT (entity_id) DO UPDATE SET files = excluded.files, bytes = excluded.bytes,
          first_event_time = excluded.first_event_time, last_event_time = excluded.last_event_time,
          due_at = excluded.due_at, wake_at = excluded.wake_at, untold = TRUE,
          trace_id = COALESCE(open_batch.trace_id, excluded.trace_id)
        RETURNING *, xmax = 0 AS is_new)
      """
          + FeedSql.INSERT
          + "SELECT 'batch', bucket, prefix, %s FROM written o WHERE is_new"
              .formatted(BatchChanges.open("'opened'", "'open'"));

  private static final String MOVED =
      """
      UPDATE open_batch o SET due_at = r.due, wake_at = r.due, untold = TRUE
      FROM unnest($1::text[], $2::timestamptz[]) AS r(entity_id, due)
      WHERE o.entity_id = r.entity_id
      """;

  private static final String NOT_OPEN = "DELETE FROM open_batch WHERE entity_id = ANY($1)";

  /** What becomes of a batch's row. */
  private sealed interface Change {}

  private record Written(
      String entityId, BatchEvent.ObjectsRecorded event, Totals totals, Optional<Instant> dueAt)
      implements Change {}

  private record Moved(String entityId, Optional<Instant> dueAt) implements Change {}

  private record Gone(String entityId) implements Change {}

  /**
   * In order: whoever changes several rows at once does it in this one, or they wait for each
   * other.
   */
  private final Map<String, Change> changes = new TreeMap<>();

  void recorded(String entityId, BatchEvent.ObjectsRecorded event) {
    changes.put(entityId, new Written(entityId, event, event.totals(), event.dueAt()));
  }

  void gone(String entityId) {
    changes.put(entityId, new Gone(entityId));
  }

  /** Another deadline, or none; a row that is not there stays away. */
  void move(String entityId, Optional<Instant> dueAt) {
    changes.merge(
        entityId,
        new Moved(entityId, dueAt),
        (before, moved) -> {
          if (before instanceof Written written) {
            return new Written(entityId, written.event(), written.totals(), dueAt);
          }
          // A row that is gone cannot be moved.
          return before instanceof Gone ? before : moved;
        });
  }

  /** In any order: each concerns other rows. */
  List<Statement> statements(Connection connection) {
    var statements = new ArrayList<Statement>();
    var written = of(Written.class);
    if (!written.isEmpty()) {
      var columns = new Columns<>(connection.createStatement(RECORDED), written);
      columns
          .add(String[]::new, Written::entityId)
          .add(String[]::new, row -> row.event().bucket())
          .add(String[]::new, row -> Rows.storable(row.event().prefix()))
          .add(Long[]::new, row -> row.totals().files())
          .add(Long[]::new, row -> row.totals().bytes())
          .add(OffsetDateTime[]::new, row -> time(row.totals().firstEventTime()))
          .add(OffsetDateTime[]::new, row -> time(row.totals().lastEventTime()))
          .add(OffsetDateTime[]::new, row -> time(row.dueAt()))
          .add(String[]::new, row -> BatchTables.traceId(row.event().span()));
      statements.add(columns.statement());
    }
    var moved = of(Moved.class);
    if (!moved.isEmpty()) {
      statements.add(
          new Columns<>(connection.createStatement(MOVED), moved)
              .add(String[]::new, Moved::entityId)
              .add(OffsetDateTime[]::new, row -> time(row.dueAt()))
              .statement());
    }
    var gone = of(Gone.class);
    if (!gone.isEmpty()) {
      statements.add(
          new Columns<>(connection.createStatement(NOT_OPEN), gone)
              .add(String[]::new, Gone::entityId)
              .statement());
    }
    return statements;
  }

  private <T extends Change> List<T> of(Class<T> type) {
    return changes.values().stream()
        .flatMap(change -> type.isInstance(change) ? Stream.of(type.cast(change)) : Stream.empty())
        .toList();
  }

  private static OffsetDateTime time(Instant instant) {
    return BatchTables.time(instant);
  }

  private static OffsetDateTime time(Optional<Instant> instant) {
    return instant.map(BatchTables::time).orElse(null);
  }
}
