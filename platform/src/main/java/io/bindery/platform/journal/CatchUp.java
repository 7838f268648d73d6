package io.bindery.platform.journal;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.persistence.Persistence;
import akka.persistence.typed.PersistenceId;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.stream.javadsl.Source;
import io.bindery.platform.database.DatabaseException;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.journal.InStep.Written;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings tables up in a database that was written by a build in which they followed the journal at
 * a distance: what they lack is written, once, before the first entity is started. No node of such
 * a build may run any more. What is lacking is found by the numbers of the events, never by their
 * times: a clock may have been wrong.
 *
 * @param <E> the events
 */
public final class CatchUp<E> {
  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  private static final int GROUP = 500;

  /** Any number that nothing else takes. */
  private static final long LOCK = 0x0B1D_E47_0001L;

  private final ActorSystem<?> system;
  private final Tables tables;
  private final Positions positions;
  private final Serialization serialization;
  private final String entityType;
  private final Class<E> type;
  private final InStep<E> kept;
  private final Unseen<E> unseen;

  /**
   * Finds where the tables stand with an entity whose position was dropped, as the old build did
   * with those that had been quiet for long.
   */
  public interface Unseen<E> {
    /** Whether an event is the first that the tables have not seen. */
    CompletionStage<Predicate<E>> of(String entityId);
  }

  /**
   * Nothing is read yet.
   *
   * @param projection under which the old build kept how far the tables had come
   * @param kept writes the tables
   */
  public CatchUp(
      ActorSystem<?> system,
      String projection,
      String entityType,
      Class<E> type,
      InStep<E> kept,
      Unseen<E> unseen) {
    this.system = system;
    this.tables = Tables.of(system);
    this.positions = new Positions(tables, projection, entityType);
    this.serialization = SerializationExtension.get(system);
    this.entityType = entityType;
    this.type = type;
    this.kept = kept;
    this.unseen = unseen;
  }

  /**
   * Waits until the tables are up.
   *
   * @throws DatabaseException if they cannot be brought up
   */
  public void run() {
    try {
      tables.alone(LOCK, this::bringUp).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new DatabaseException(
          "The tables of %s cannot be brought up to the journal: %s. See that the database is there and not overloaded."
              .formatted(entityType, Causes.of(e)),
          Causes.of(e));
    }
  }

  private CompletionStage<Done> bringUp() {
    return positions
        .known()
        .thenCompose(
            known -> known ? everySlice() : CompletableFuture.completedFuture(Done.done()));
  }

  private CompletionStage<Done> everySlice() {
    log.info("bringing the tables of {} up to the journal", entityType);
    return Source.range(0, Persistence.get(system).numberOfSlices() - 1)
        .mapAsync(1, positions::behind)
        .mapConcat(behind -> behind)
        .mapAsync(1, this::entity)
        .runFold(0L, Long::sum, system)
        .thenCompose(
            number -> {
              log.info("the tables of {} are up: {} events were written", entityType, number);
              return positions.drop();
            });
  }

  /** How many events of one entity were written. */
  private CompletionStage<Long> entity(Positions.Behind behind) {
    CompletionStage<Predicate<E>> known = CompletableFuture.completedFuture(event -> true);
    var first =
        behind.seen().isPresent()
            ? known
            : unseen.of(PersistenceId.extractEntityId(behind.persistenceId()));
    return first.thenCompose(
        isFirst ->
            events(behind)
                .dropWhile(written -> !isFirst.test(written.event()))
                .grouped(GROUP)
                .mapAsync(1, events -> write(behind, events))
                .runFold(0L, Long::sum, system));
  }

  /** Those that the tables may not have seen, in order, page by page. */
  private Source<Written<E>, NotUsed> events(Positions.Behind behind) {
    return Source.unfoldAsync(
            behind.seen().orElse(0L),
            after ->
                positions
                    .events(behind, after, GROUP)
                    .thenApply(
                        page ->
                            page.isEmpty()
                                ? Optional.<Pair<Long, List<JournalTable.Stored>>>empty()
                                : Optional.of(
                                    Pair.create(page.get(page.size() - 1).sequenceNumber(), page))))
        .mapConcat(page -> page)
        .map(stored -> written(behind, stored));
  }

  private Written<E> written(Positions.Behind behind, JournalTable.Stored stored) {
    var event =
        serialization.deserialize(stored.payload(), stored.serializer(), stored.manifest()).get();
    return new Written<>(
        PersistenceId.extractEntityId(behind.persistenceId()),
        stored.sequenceNumber(),
        type.cast(event));
  }

  private CompletionStage<Long> write(Positions.Behind behind, List<Written<E>> events) {
    return tables
        .together(connection -> statements(connection, behind, events))
        .thenApply(done -> (long) events.size());
  }

  private List<Statement> statements(
      Connection connection, Positions.Behind behind, List<Written<E>> events) {
    var statements = new ArrayList<>(kept.statements(connection, events));
    statements.add(
        positions.seen(connection, behind, events.get(events.size() - 1).sequenceNumber()));
    return statements;
  }
}
