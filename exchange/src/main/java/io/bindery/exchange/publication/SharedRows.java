package io.bindery.exchange.publication;

import io.bindery.exchange.publication.Ending.Published;
import io.bindery.exchange.publication.JobEvent.JobEnded;
import io.bindery.exchange.publication.OrderEvent.RevokeOrdered;
import io.bindery.exchange.publication.PublicationEvent.Prepared;
import io.bindery.exchange.publication.PublicationEvent.TurnTaken;
import io.bindery.exchange.slots.Slots;
import io.bindery.exchange.slots.Turns;
import io.bindery.platform.journal.InStep;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What publications share, in step with the journal: a slot is free, and a turn is given back, in
 * the very transaction that says why.
 */
public final class SharedRows implements InStep<PublicationEvent> {
  @Override
  public List<Statement> statements(Connection connection, List<Written<PublicationEvent>> events) {
    var statements = new ArrayList<Statement>();
    events.forEach(one -> add(connection, one.entityId(), one.event(), statements));
    return statements;
  }

  private static void add(
      Connection connection, String id, PublicationEvent event, List<Statement> statements) {
    if (event instanceof Prepared prepared) {
      statements.add(
          of(connection, Turns.QUEUE, id)
              .bind("$2", prepared.dataSetId())
              .bind("$3", prepared.at()));
    } else if (event instanceof TurnTaken) {
      statements.add(of(connection, Turns.LEAVE_QUEUE, id));
    } else if (event instanceof JobEnded ended) {
      statements.add(
          of(connection, Slots.FREE, id).bind("$2", ended.revision()).bind("$3", ended.job()));
    } else if (event instanceof RevokeOrdered) {
      statements.add(of(connection, Turns.TAKEN_BACK, id));
    } else if (event instanceof Ending) {
      statements.add(of(connection, Turns.LEAVE_QUEUE, id));
      statements.add(of(connection, Turns.GIVE_BACK, id));
      statements.add(of(connection, Slots.WANTS_NONE, id));
      if (event instanceof Published published) {
        statements.add(
            of(connection, Turns.PUBLISHED, id)
                .bind("$2", published.dataSetId())
                .bind("$3", published.digest())
                .bind("$4", published.at()));
      }
    }
  }

  private static Statement of(Connection connection, String sql, String id) {
    return connection.createStatement(sql).bind("$1", id);
  }
}
