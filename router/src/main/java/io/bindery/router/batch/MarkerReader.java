package io.bindery.router.batch;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.query.typed.EventEnvelope;
import akka.persistence.r2dbc.query.javadsl.R2dbcReadJournal;
import akka.persistence.typed.PersistenceId;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.bindery.router.policy.Markers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * Looks through the journals of open batches for markers, a few at a time: after a change of a
 * policy all batches of a bucket may ask at once.
 */
final class MarkerReader implements Extension {
  private static final Id ID = new Id();

  private static final int AT_ONCE = 4;

  /** Who is turned away comes again. */
  private static final int WAITING = 10_000;

  private record Search(
      BatchKey key,
      Markers markers,
      long from,
      long upTo,
      CompletableFuture<Optional<OpenBatch.Marker>> answer) {}

  private final ActorSystem<?> system;
  private final BoundedSourceQueue<Search> searches;

  private MarkerReader(ActorSystem<?> system) {
    this.system = system;
    this.searches =
        Source.<Search>queue(WAITING)
            .mapAsyncUnordered(AT_ONCE, this::answered)
            .toMat(Sink.ignore(), Keep.left())
            .run(system);
  }

  /** That of a node. */
  static MarkerReader get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /**
   * The first marker among the objects of the open batch.
   *
   * @param from the number of the first event to look at
   * @param upTo that of the last
   */
  CompletionStage<Optional<OpenBatch.Marker>> first(
      BatchKey key, Markers markers, long from, long upTo) {
    var search = new Search(key, markers, from, upTo, new CompletableFuture<>());
    if (searches.offer(search) != QueueOfferResult.enqueued()) {
      search
          .answer()
          .completeExceptionally(
              new RejectedExecutionException(WAITING + " batches are looked through already"));
    }
    return search.answer();
  }

  private CompletionStage<Search> answered(Search search) {
    return read(search)
        .handle(
            (found, failure) -> {
              if (failure == null) {
                search.answer().complete(found);
              } else {
                search.answer().completeExceptionally(failure);
              }
              return search;
            });
  }

  private CompletionStage<Optional<OpenBatch.Marker>> read(Search search) {
    Source<EventEnvelope<BatchEvent>, ?> events =
        PersistenceQuery.get(system)
            .getReadJournalFor(R2dbcReadJournal.class, R2dbcReadJournal.Identifier())
            .currentEventsByPersistenceIdTyped(
                PersistenceId.of(Batch.ENTITY_TYPE, search.key().entityId()).id(),
                search.from(),
                search.upTo());
    return events.runFold(
        Optional.empty(),
        (found, envelope) -> after(found, envelope.event(), search.key(), search.markers()),
        system);
  }

  /** What ends a batch ends what was found in it. */
  static Optional<OpenBatch.Marker> after(
      Optional<OpenBatch.Marker> found, BatchEvent event, BatchKey key, Markers markers) {
    if (event instanceof BatchEvent.BatchClosed || event instanceof BatchEvent.BatchDiscarded) {
      return Optional.empty();
    }
    if (event instanceof BatchEvent.ClockCorrected corrected) {
      return found.map(marker -> marker.notAfter(corrected.at()));
    }
    return event instanceof BatchEvent.ObjectsRecorded recorded && found.isEmpty()
        ? recorded.objects().stream()
            .map(RecordedObject::name)
            .filter(name -> markers.has(key.prefix() + name))
            .findFirst()
            .map(name -> new OpenBatch.Marker(name, recorded.recordedAt()))
        : found;
  }

  private static final class Id extends ExtensionId<MarkerReader> {
    @Override
    public MarkerReader createExtension(ActorSystem<?> system) {
      return new MarkerReader(system);
    }
  }
}
