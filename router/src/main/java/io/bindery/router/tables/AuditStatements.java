package io.bindery.router.tables;

import io.bindery.platform.database.Rows;
import io.bindery.router.batch.BatchEvent;
import io.bindery.router.batch.Totals;
import io.bindery.router.batch.Verb;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What operators did, as rows of {@code batch_audit} and {@code paused_batch}. */
final class AuditStatements {
  private static final String AUDIT =
      """
      INSERT INTO batch_audit (entity_id, seq_nr, bucket, prefix, action, done_by, done_at,
        batch_id, files, bytes)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT (entity_id, seq_nr) DO NOTHING
      """;

  private static final String PAUSED =
      """
      INSERT INTO paused_batch (entity_id, bucket, prefix, paused_by, paused_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (entity_id) DO NOTHING
      """;

  private static final String NOT_PAUSED = "DELETE FROM paused_batch WHERE entity_id = $1";

  private final Connection connection;
  private final String entityId;
  private final long seqNr;

  AuditStatements(Connection connection, String entityId, long seqNr) {
    this.connection = connection;
    this.entityId = entityId;
    this.seqNr = seqNr;
  }

  /** None if the batch was not flushed by an operator. */
  List<Statement> of(BatchEvent.BatchClosed event) {
    return event
        .evidence()
        .flatMap(evidence -> evidence.by())
        .map(by -> List.of(flushed(event, by)))
        .orElse(List.of());
  }

  List<Statement> of(BatchEvent.BatchPaused event) {
    var row =
        connection
            .createStatement(PAUSED)
            .bind(0, entityId)
            .bind(1, event.bucket())
            .bind(2, Rows.storable(event.prefix()))
            .bind(3, Rows.storable(event.by()))
            .bind(4, event.at());
    return List.of(row, audit(event, Verb.PAUSE, event.by(), event.at()));
  }

  List<Statement> of(BatchEvent.BatchResumed event) {
    return List.of(
        connection.createStatement(NOT_PAUSED).bind(0, entityId),
        audit(event, Verb.RESUME, event.by(), event.at()));
  }

  List<Statement> of(BatchEvent.BatchDiscarded event) {
    return List.of(
        audit(
            event,
            Verb.DISCARD,
            event.by(),
            event.at(),
            Optional.empty(),
            Optional.of(event.totals())));
  }

  private Statement flushed(BatchEvent.BatchClosed closed, String by) {
    return audit(
        closed,
        Verb.FLUSH,
        by,
        closed.closedAt(),
        Optional.of(closed.batchId()),
        Optional.of(closed.totals()));
  }

  private Statement audit(BatchEvent event, Verb verb, String by, Instant at) {
    return audit(event, verb, by, at, Optional.empty(), Optional.empty());
  }

  private Statement audit(
      BatchEvent event,
      Verb verb,
      String by,
      Instant at,
      Optional<String> batchId,
      Optional<Totals> totals) {
    var statement =
        connection
            .createStatement(AUDIT)
            .bind(0, entityId)
            .bind(1, seqNr)
            .bind(2, event.bucket())
            .bind(3, Rows.storable(event.prefix()))
            .bind(4, verb.word())
            .bind(5, Rows.storable(by))
            .bind(6, at);
    Rows.bind(statement, 7, batchId, String.class);
    Rows.bind(statement, 8, totals.map(Totals::files), Long.class);
    return Rows.bind(statement, 9, totals.map(Totals::bytes), Long.class);
  }
}
