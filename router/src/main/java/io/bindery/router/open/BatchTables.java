package io.bindery.router.open;

import io.bindery.platform.journal.InStep;
import io.bindery.router.batch.BatchEvent;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes events of batches to {@code open_batch}, {@code closed_batch} and the operators' tables: a
 * group of events with a few statements, however many batches they are of. To write the last events
 * of a batch once more changes nothing.
 */
final class BatchTables implements InStep<BatchEvent> {
  @Override
  public List<Statement> statements(Connection connection, List<Written<BatchEvent>> events) {
    var open = new OpenRows();
    var closed = new ClosedRows();
    var audit = new ArrayList<Statement>();
    for (var one : events) {
      open.add(one.entityId(), one.event());
      closed.add(one.entityId(), one.event());
      audit.addAll(
          new AuditStatements(connection, one.entityId(), one.sequenceNumber()).of(one.event()));
    }
    var statements = new ArrayList<Statement>();
    statements.addAll(open.statements(connection));
    statements.addAll(closed.statements(connection));
    statements.addAll(audit);
    return statements;
  }

  /** As far as Postgres can hold it. */
  static String shown(String text) {
    return text.replace('\0', '\uFFFD');
  }

  static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
