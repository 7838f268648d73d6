package io.bindery.exchange.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.exchange.publication.PublicationEvent;
import io.bindery.exchange.publication.Waits;
import io.bindery.platform.database.Tables;
import io.bindery.platform.journal.InStep;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.stream.Stream;

/** Keeps the tables of publications, their changes in the feed, and their figures. */
public final class PublicationTables {
  private PublicationTables() {}

  /** What writes them in the transaction of the journal. */
  public static InStep<PublicationEvent> inStep() {
    return (connection, events) ->
        events.stream()
            .flatMap(
                one ->
                    Stream.of(
                        one.event()
                            .fold(
                                new PublicationStatements(
                                    connection, one.entityId(), one.sequenceNumber())),
                        one.event().fold(new PublicationChanges(connection, one.entityId()))))
            .<Statement>flatMap(List::stream)
            .toList();
  }

  /** Counts what publications that live on this node do, from now on. */
  public static void count(ActorSystem<?> system) {
    PublicationMeters.start(system);
  }

  /** Writes and counts what publications wait for beside what the journal says of them. */
  public static Waits waits(ActorSystem<?> system) {
    var table = new WaitTable(Tables.of(system));
    var meters = WaitMeters.start(system);
    return (publicationId, wait) -> {
      meters.waits(publicationId, wait);
      table.waits(publicationId, wait);
    };
  }
}
