package io.bindery.router.tables;

import io.bindery.platform.journal.InStep;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.router.announce.Target;
import io.bindery.router.batch.BatchEvent;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes events of batches to {@code open_batch}, {@code closed_batch}, the operators' tables and
 * the feed of changes: a group of events with a few statements, however many batches they are of.
 * To write the last events of a batch once more changes nothing in the tables.
 */
final class BatchTables implements InStep<BatchEvent> {
  @Override
  public List<Statement> statements(Connection connection, List<Written<BatchEvent>> events) {
    var open = new OpenRows();
    var closed = new ClosedRows();
    var audit = new ArrayList<Statement>();
    var orders = new OrderChanges();
    for (var one : events) {
      var operator = new AuditStatements(connection, one.entityId(), one.sequenceNumber());
      audit.addAll(one.event().fold(new Rows(one.entityId(), open, closed, operator, orders)));
    }
    var statements = new ArrayList<Statement>();
    statements.addAll(open.statements(connection));
    statements.addAll(closed.statements(connection));
    statements.addAll(audit);
    statements.addAll(orders.statements(connection));
    return statements;
  }

  /** What an event of one batch changes; the answer is what it changes in the operators' tables. */
  private record Rows(
      String entityId,
      OpenRows open,
      ClosedRows closed,
      AuditStatements operator,
      OrderChanges orders)
      implements BatchEvent.Cases<List<Statement>> {
    @Override
    public List<Statement> on(BatchEvent.ObjectsRecorded event) {
      open.recorded(entityId, event);
      return List.of();
    }

    @Override
    public List<Statement> on(BatchEvent.DeadlineMoved event) {
      open.move(entityId, event.dueAt());
      return List.of();
    }

    /** When the batch closes with it, or without it, is said by the event that follows. */
    @Override
    public List<Statement> on(BatchEvent.MarkersSought event) {
      return List.of();
    }

    @Override
    public List<Statement> on(BatchEvent.ClockCorrected event) {
      open.move(entityId, event.dueAt());
      return List.of();
    }

    @Override
    public List<Statement> on(BatchEvent.BatchClosed event) {
      open.gone(entityId);
      closed.closed(entityId, event);
      return operator.of(event);
    }

    @Override
    public List<Statement> on(BatchEvent.TargetsPlanned event) {
      closed.planned(event);
      return List.of();
    }

    @Override
    public List<Statement> on(BatchEvent.BatchAnnounced event) {
      closed.announced(event.batchId(), Target.EVENT_BUS, event.announcedAt(), event.unanswered());
      return List.of();
    }

    @Override
    public List<Statement> on(BatchEvent.TargetAnnounced event) {
      closed.announced(event.batchId(), event.target(), event.announcedAt(), event.unanswered());
      return List.of();
    }

    @Override
    public List<Statement> on(BatchEvent.BatchPaused event) {
      open.move(entityId, Optional.empty());
      orders.paused(event);
      return operator.of(event);
    }

    @Override
    public List<Statement> on(BatchEvent.BatchResumed event) {
      open.move(entityId, event.dueAt());
      orders.resumed(event);
      return operator.of(event);
    }

    @Override
    public List<Statement> on(BatchEvent.BatchDiscarded event) {
      open.gone(entityId);
      orders.discarded(event);
      return operator.of(event);
    }

    @Override
    public List<Statement> on(BatchEvent.BatchRested event) {
      return List.of();
    }
  }

  static String traceId(Optional<OpenSpan> span) {
    return span.map(it -> it.context().traceId()).orElse(null);
  }

  static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
