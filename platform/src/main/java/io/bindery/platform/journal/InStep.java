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

  /**
   * Several tables as one. Each event goes through all of them before the next one does: a later
   * one may read what an earlier one wrote of the same event.
   */
  static <E> InStep<E> chain(List<InStep<E>> all) {
    var chained = List.copyOf(all);
    return (connection, events) ->
        events.stream()
            .flatMap(
                event ->
                    chained.stream()
                        .flatMap(tables -> tables.statements(connection, List.of(event)).stream()))
            .toList();
  }
}
