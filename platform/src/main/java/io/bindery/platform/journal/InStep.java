package io.bindery.platform.journal;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.List;

/**
 * Tables that always say what the journal says of one entity type: they are written in the
 * transaction that writes the events.
 *
 * @param <E> the events
 */
public interface InStep<E> {
  /** One event that is being written. */
  record Written<E>(String entityId, long sequenceNumber, E event) {}

  /**
   * What to change.
   *
   * @param connection makes the statements
   * @param events of many entities, those of each in order and none of them written by another
   *     transaction at the same time
   * @return to be run one after another
   */
  List<Statement> statements(Connection connection, List<Written<E>> events);
}
