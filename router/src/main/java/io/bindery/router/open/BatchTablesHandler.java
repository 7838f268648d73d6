package io.bindery.router.open;

import akka.Done;
import akka.persistence.query.typed.EventEnvelope;
import akka.persistence.typed.PersistenceId;
import akka.projection.r2dbc.javadsl.R2dbcHandler;
import akka.projection.r2dbc.javadsl.R2dbcSession;
import io.bindery.router.batch.BatchEvent;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Writes events of batches to {@code open_batch} and {@code closed_batch}: a group of events with a
 * few statements, however many batches they are of.
 */
final class BatchTablesHandler extends R2dbcHandler<List<EventEnvelope<BatchEvent>>> {
  @Override
  public CompletionStage<Done> process(
      R2dbcSession session, List<EventEnvelope<BatchEvent>> envelopes) {
    var open = new OpenRows();
    var closed = new ClosedRows();
    var audit = new ArrayList<Statement>();
    for (var envelope : envelopes) {
      var entityId = PersistenceId.extractEntityId(envelope.persistenceId());
      open.add(entityId, envelope.event());
      closed.add(entityId, envelope.event());
      audit.addAll(
          new AuditStatements(session, entityId, envelope.sequenceNr()).of(envelope.event()));
    }
    var statements = new ArrayList<Statement>();
    statements.addAll(open.statements(session));
    statements.addAll(closed.statements(session));
    statements.addAll(audit);
    return session.update(statements).thenApply(rows -> Done.done());
  }

  /** As far as Postgres can hold it. */
  static String shown(String text) {
    return text.replace('\0', '\uFFFD');
  }

  static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
