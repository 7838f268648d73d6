package io.bindery.router.open;

import akka.Done;
import akka.persistence.query.typed.EventEnvelope;
import akka.persistence.typed.PersistenceId;
import akka.projection.r2dbc.javadsl.R2dbcHandler;
import akka.projection.r2dbc.javadsl.R2dbcSession;
import io.bindery.router.announce.Target;
import io.bindery.router.batch.BatchEvent;
import io.bindery.router.batch.Totals;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Writes events of batches to {@code open_batch} and {@code closed_batch}. */
final class BatchTablesHandler extends R2dbcHandler<List<EventEnvelope<BatchEvent>>> {
  /** A resident batch announces at once by itself: the sweeper need not hurry. */
  private static final Duration ANNOUNCE_GRACE = Duration.ofSeconds(5);

  private static final String RECORDED =
      """
      INSERT INTO open_batch (entity_id, bucket, prefix, files, bytes, first_event_time,
        last_event_time, due_at, wake_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
      ON CONFLICT (entity_id) DO UPDATE SET files = excluded.files, bytes = excluded.bytes,
        first_event_time = excluded.first_event_time, last_event_time = excluded.last_event_time,
        due_at = excluded.due_at, wake_at = excluded.wake_at
      """;

  private static final String MOVED =
      "UPDATE open_batch SET due_at = $2, wake_at = $2 WHERE entity_id = $1";

  private static final String NOT_OPEN = "DELETE FROM open_batch WHERE entity_id = $1";

  private static final String CLOSED =
      """
      INSERT INTO closed_batch (entity_id, bucket, prefix, files, bytes, first_event_time,
        last_event_time, batch_id, reason, closed_at, wake_at, evidence)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      ON CONFLICT (batch_id) DO NOTHING
      """;

  // Once no target is left, it is announced and need not be woken any more.
  private static final String TARGETS =
      """
      UPDATE closed_batch SET pending_targets = %1$s,
        announced_at = CASE WHEN %1$s = '{}' THEN $3 ELSE announced_at END,
        wake_at = CASE WHEN %1$s = '{}' THEN NULL ELSE wake_at END
      WHERE batch_id = $1
      """;

  private static final String ANNOUNCED = TARGETS.formatted("array_remove(pending_targets, $2)");
  private static final String PLANNED = TARGETS.formatted("$2::text[]");

  @Override
  public CompletionStage<Done> process(
      R2dbcSession session, List<EventEnvelope<BatchEvent>> envelopes) {
    var statements = new ArrayList<Statement>();
    for (var envelope : envelopes) {
      var entityId = PersistenceId.extractEntityId(envelope.persistenceId());
      add(statements, session, entityId, envelope.event());
      statements.addAll(
          new AuditStatements(session, entityId, envelope.sequenceNr()).of(envelope.event()));
    }
    return session.update(statements).thenApply(rows -> Done.done());
  }

  private static void add(
      List<Statement> statements, R2dbcSession session, String entityId, BatchEvent event) {
    if (event instanceof BatchEvent.ObjectsRecorded recorded) {
      var statement = batch(session.createStatement(RECORDED), entityId, event, recorded.totals());
      statements.add(bindTime(statement, 7, recorded.dueAt()));
    } else if (event instanceof BatchEvent.DeadlineMoved moved) {
      statements.add(moved(session, entityId, moved.dueAt()));
    } else if (event instanceof BatchEvent.ClockCorrected corrected) {
      statements.add(moved(session, entityId, corrected.dueAt()));
    } else if (event instanceof BatchEvent.BatchPaused) {
      statements.add(moved(session, entityId, Optional.empty()));
    } else if (event instanceof BatchEvent.BatchResumed resumed) {
      statements.add(moved(session, entityId, resumed.dueAt()));
    } else if (event instanceof BatchEvent.BatchDiscarded) {
      statements.add(session.createStatement(NOT_OPEN).bind(0, entityId));
    } else if (event instanceof BatchEvent.BatchClosed closed) {
      statements.add(session.createStatement(NOT_OPEN).bind(0, entityId));
      var row =
          batch(session.createStatement(CLOSED), entityId, event, closed.totals())
              .bind(7, closed.batchId())
              .bind(8, closed.reason().word())
              .bind(9, time(closed.closedAt()))
              .bind(10, time(closed.closedAt().plus(ANNOUNCE_GRACE)));
      statements.add(
          closed
              .evidence()
              .map(evidence -> row.bind(11, EvidenceJson.write(evidence)))
              .orElseGet(() -> row.bindNull(11, String.class)));
    } else if (event instanceof BatchEvent.BatchAnnounced announced) {
      statements.add(
          announced(session, announced.batchId(), Target.EVENT_BUS, announced.announcedAt()));
    } else if (event instanceof BatchEvent.TargetAnnounced announced) {
      statements.add(
          announced(session, announced.batchId(), announced.target(), announced.announcedAt()));
    } else if (event instanceof BatchEvent.TargetsPlanned planned) {
      statements.add(
          session
              .createStatement(PLANNED)
              .bind(0, planned.batchId())
              .bind(1, planned.targets().stream().map(Target::word).toArray(String[]::new))
              .bind(2, time(planned.plannedAt())));
    }
  }

  private static Statement announced(
      R2dbcSession session, String batchId, Target target, Instant announcedAt) {
    return session
        .createStatement(ANNOUNCED)
        .bind(0, batchId)
        .bind(1, target.word())
        .bind(2, time(announcedAt));
  }

  private static Statement batch(
      Statement statement, String entityId, BatchEvent event, Totals totals) {
    return statement
        .bind(0, entityId)
        .bind(1, event.bucket())
        .bind(2, shown(event.prefix()))
        .bind(3, totals.files())
        .bind(4, totals.bytes())
        .bind(5, time(totals.firstEventTime()))
        .bind(6, time(totals.lastEventTime()));
  }

  private static Statement bindTime(Statement statement, int index, Optional<Instant> value) {
    return value
        .map(instant -> statement.bind(index, time(instant)))
        .orElseGet(() -> statement.bindNull(index, OffsetDateTime.class));
  }

  private static Statement moved(R2dbcSession session, String entityId, Optional<Instant> dueAt) {
    return bindTime(session.createStatement(MOVED).bind(0, entityId), 1, dueAt);
  }

  /** As far as Postgres can hold it. */
  static String shown(String text) {
    return text.replace('\0', '\uFFFD');
  }

  static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
