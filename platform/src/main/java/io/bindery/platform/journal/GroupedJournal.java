package io.bindery.platform.journal;

import akka.actor.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.persistence.AtomicWrite;
import akka.persistence.Persistence;
import akka.persistence.PersistentRepr;
import akka.persistence.journal.Tagged;
import akka.persistence.journal.japi.AsyncWriteJournal;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.r2dbc.cleanup.javadsl.EventSourcedCleanup;
import akka.persistence.r2dbc.query.javadsl.R2dbcReadJournal;
import akka.persistence.typed.PersistenceId;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import io.bindery.platform.database.Tables;
import io.bindery.platform.gather.Grouping;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * A journal that writes and reads for many entities at once, in the table of Akka Persistence
 * R2DBC, whose queries read it. That plugin's own journal runs one transaction for each entity that
 * persists, and three queries for each that recovers, so a node with many busy entities spends its
 * time on commits and round trips. Events with tags or metadata, which none of ours have, are
 * refused.
 */
public final class GroupedJournal extends AsyncWriteJournal {
  /** One is being done while the next is being sent. */
  private static final int GROUPS = 2;

  /**
   * Enough rows that a commit costs each of them little. All of a group have one time, and the
   * projections need fewer of one time than a page of theirs: 1,000.
   */
  private static final long GROUP_ROWS = 400;

  /** A mebibyte in a group: the first must not wait for many large ones. */
  private static final long BYTES_OF_A_ROW = (1 << 20) / GROUP_ROWS;

  private static final long GROUP_READS = 200;

  /** More events than this of one entity are streamed. */
  private static final long FEW = 8;

  private final ActorSystem<Void> system = Adapter.toTyped(context().system());
  private final Serialization serialization = SerializationExtension.get(system);
  private final Persistence persistence = Persistence.get(system);
  private final R2dbcReadJournal reader =
      PersistenceQuery.get(system)
          .getReadJournalFor(R2dbcReadJournal.class, R2dbcReadJournal.Identifier());
  private final Committed committed = Committed.get(system);
  private final Timer writeTime = JournalMeters.get(system).write();
  private final DistributionSummary writeRows = JournalMeters.get(system).events();
  private final Counter stored = JournalMeters.get(system).persists("stored");
  private final Counter failed = JournalMeters.get(system).persists("failed");
  private final Grouping<JournalTable.Write, Optional<Throwable>> writes;
  private final Grouping<JournalTable.Range, Long> highest;
  private final Grouping<JournalTable.Range, List<JournalTable.Stored>> events;

  /** An entity that is started again must not be read before its prior incarnation has written. */
  private final Map<String, CompletableFuture<Void>> writing = new ConcurrentHashMap<>();

  /** Started by Akka. */
  public GroupedJournal() {
    var table = new JournalTable(Tables.of(system), InStepTables.get(system));
    Executor executor = system.executionContext()::execute;
    writes =
        new Grouping<>(
            group -> timed(table, group), GROUPS, GroupedJournal::weight, GROUP_ROWS, executor);
    highest = new Grouping<>(table::highest, GROUPS, range -> 1, GROUP_READS, executor);
    events =
        new Grouping<>(
            table::events,
            GROUPS,
            range -> range.last() - range.first() + 1,
            GROUP_READS,
            executor);
  }

  private CompletionStage<List<Optional<Throwable>>> timed(
      JournalTable table, List<JournalTable.Write> group) {
    long began = System.nanoTime();
    return table
        .write(group)
        .thenApply(
            results -> {
              writeTime.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
              writeRows.record(group.stream().mapToInt(write -> write.rows().size()).sum());
              for (int i = 0; i < group.size(); i++) {
                if (results.get(i).isEmpty()) {
                  stored.increment();
                  committed.tell(group.get(i).rows());
                } else {
                  failed.increment();
                }
              }
              return results;
            })
        .whenComplete(
            (results, failure) -> {
              if (failure != null) {
                failed.increment(group.size());
              }
            });
  }

  private static long weight(JournalTable.Write write) {
    long bytes = write.rows().stream().mapToLong(row -> row.payload().length).sum();
    return write.rows().size() + bytes / BYTES_OF_A_ROW;
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
      Iterable<AtomicWrite> messages) {
    var representations = new ArrayList<PersistentRepr>();
    for (var message : messages) {
      representations.addAll(CollectionConverters.asJava(message.payload()));
    }
    // All are of one entity, and what it persists in one go is written in one go.
    var id = representations.get(0).persistenceId();
    var written = write(representations);
    writing.put(id, written);
    return FutureConverters.asScala(
        written
            .whenComplete((done, failure) -> writing.remove(id, written))
            .thenApply(done -> List.<Optional<Exception>>of()));
  }

  private CompletableFuture<Void> write(List<PersistentRepr> representations) {
    try {
      return writes
          .add(new JournalTable.Write(rows(representations)))
          .thenCompose(
              failure ->
                  failure
                      .<CompletableFuture<Void>>map(CompletableFuture::failedFuture)
                      .orElseGet(() -> CompletableFuture.completedFuture(null)));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    var before = writing.getOrDefault(persistenceId, CompletableFuture.completedFuture(null));
    return FutureConverters.asScala(
        before
            .handle((done, failure) -> null)
            .thenCompose(
                nothing ->
                    highest.add(
                        new JournalTable.Range(persistenceId, fromSequenceNr, Long.MAX_VALUE))));
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replayCallback) {
    long count = toSequenceNr - fromSequenceNr + 1;
    return FutureConverters.asScala(
        count >= 1 && count <= FEW && count <= max
            ? few(
                new JournalTable.Range(persistenceId, fromSequenceNr, toSequenceNr), replayCallback)
            : many(persistenceId, fromSequenceNr, toSequenceNr, max, replayCallback));
  }

  private CompletionStage<Void> few(
      JournalTable.Range range, Consumer<PersistentRepr> replayCallback) {
    return events
        .add(range)
        .thenAcceptAsync(
            found ->
                found.forEach(
                    event ->
                        replayCallback.accept(
                            representation(
                                range.persistenceId(),
                                event.sequenceNumber(),
                                serialization
                                    .deserialize(
                                        event.payload(), event.serializer(), event.manifest())
                                    .get()))),
            system.executionContext()::execute);
  }

  private CompletionStage<Void> many(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replayCallback) {
    return reader
        .currentEventsByPersistenceId(persistenceId, fromSequenceNr, toSequenceNr)
        .take(max)
        .runForeach(
            envelope ->
                replayCallback.accept(
                    representation(persistenceId, envelope.sequenceNr(), envelope.event())),
            system)
        .thenApply(done -> null);
  }

  private static PersistentRepr representation(
      String persistenceId, long sequenceNumber, Object event) {
    return PersistentRepr.apply(
        event, sequenceNumber, persistenceId, "", false, ActorRef.noSender(), "");
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    return FutureConverters.asScala(
        new EventSourcedCleanup(system)
            .deleteEventsTo(persistenceId, toSequenceNr)
            .thenApply(done -> (Void) null));
  }

  private List<JournalRow> rows(List<PersistentRepr> representations) {
    long before = representations.get(0).sequenceNr() - 1;
    return representations.stream().map(one -> row(one, before)).toList();
  }

  private JournalRow row(PersistentRepr representation, long before) {
    if (representation.payload() instanceof Tagged || representation.metadata().isDefined()) {
      throw new UnsupportedOperationException(
          "Events of %s have tags or metadata, which this journal does not keep."
              .formatted(representation.persistenceId()));
    }
    var event = representation.payload();
    var serializer = serialization.findSerializerFor(event);
    return new JournalRow(
        persistence.sliceForPersistenceId(representation.persistenceId()),
        PersistenceId.extractEntityType(representation.persistenceId()),
        representation.persistenceId(),
        representation.sequenceNr(),
        before,
        serializer.identifier(),
        Serializers.manifestFor(serializer, event),
        event,
        serialization.serialize(event).get(),
        representation.writerUuid());
  }
}
