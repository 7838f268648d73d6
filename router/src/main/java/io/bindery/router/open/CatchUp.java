package io.bindery.router.open;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.query.TimestampOffset;
import akka.persistence.query.typed.EventEnvelope;
import akka.persistence.r2dbc.query.javadsl.R2dbcReadJournal;
import akka.persistence.typed.PersistenceId;
import akka.stream.javadsl.Sink;
import io.bindery.platform.database.DatabaseException;
import io.bindery.platform.database.Tables;
import io.bindery.platform.journal.InStep.Written;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.Map$;

/**
 * Brings the tables up in a database that was written by a build in which they followed the journal
 * at a distance: what they lack is written, once, before the first batch is started. No node of
 * such a build may run any more.
 */
final class CatchUp {
  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  /** Under which the projection kept how far it had come. */
  private static final String PROJECTION = "open-batches";

  /** The ranges of slices that had a position each. */
  private static final int RANGES = 4;

  /** How far behind its position the projection may have had events still to come. */
  private static final Duration OVERLAP = Duration.ofMinutes(10);

  private static final int GROUP = 500;

  /** Any number that nothing else takes. */
  private static final long LOCK = 0x0B1D_E47_0001L;

  private static final String POSITIONS =
      """
      SELECT count(*), min(reached) FROM (
        SELECT max(timestamp_offset) AS reached FROM akka_projection_timestamp_offset_store
        WHERE projection_name = $1 GROUP BY projection_key) p
      """;

  private static final String DONE =
      "DELETE FROM akka_projection_timestamp_offset_store WHERE projection_name = $1";

  private final ActorSystem<?> system;
  private final Tables tables;
  private final BatchTables batchTables;

  CatchUp(ActorSystem<?> system, Tables tables, BatchTables batchTables) {
    this.system = system;
    this.tables = tables;
    this.batchTables = batchTables;
  }

  /**
   * Waits until the tables are up.
   *
   * @throws DatabaseException if they cannot be brought up
   */
  void run() {
    try {
      tables.alone(LOCK, this::bringUp).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new DatabaseException(
          "The tables of batches cannot be brought up to the journal: %s. See that the database is there and not overloaded."
              .formatted(e.getCause()),
          e.getCause());
    }
  }

  private CompletionStage<Done> bringUp() {
    return tables
        .select(
            POSITIONS,
            statement -> statement.bind(0, PROJECTION),
            row ->
                Optional.ofNullable(row.get(1, OffsetDateTime.class))
                    .map(
                        reached ->
                            row.get(0, Long.class) < RANGES
                                ? Instant.EPOCH
                                : reached.toInstant().minus(OVERLAP)))
        .thenCompose(
            found ->
                found
                    .get(0)
                    .map(this::bringUp)
                    .orElseGet(() -> CompletableFuture.completedFuture(Done.done())));
  }

  private CompletionStage<Done> bringUp(Instant from) {
    log.info("bringing the tables of batches up to the journal, from {} on", from);
    return PersistenceQuery.get(system)
        .getReadJournalFor(R2dbcReadJournal.class, R2dbcReadJournal.Identifier())
        .<BatchEvent>currentEventsBySlices(
            Batch.ENTITY_TYPE, 0, 1023, TimestampOffset.apply(from, Map$.MODULE$.empty()))
        .grouped(GROUP)
        .mapAsync(1, this::write)
        .runWith(Sink.fold(0L, Long::sum), system)
        .thenCompose(
            number -> {
              log.info("the tables of batches are up: {} events were written again", number);
              return tables.update(DONE, statement -> statement.bind(0, PROJECTION));
            })
        .thenApply(rows -> Done.done());
  }

  private CompletionStage<Long> write(List<EventEnvelope<BatchEvent>> envelopes) {
    var events =
        envelopes.stream()
            .map(
                envelope ->
                    new Written<>(
                        PersistenceId.extractEntityId(envelope.persistenceId()),
                        envelope.sequenceNr(),
                        envelope.event()))
            .toList();
    return tables
        .together(connection -> batchTables.statements(connection, events))
        .thenApply(done -> (long) events.size());
  }
}
