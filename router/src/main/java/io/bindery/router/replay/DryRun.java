package io.bindery.router.replay;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.persistence.Persistence;
import akka.persistence.query.Offset;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.query.TimestampOffset;
import akka.persistence.query.typed.EventEnvelope;
import akka.persistence.r2dbc.query.javadsl.R2dbcReadJournal;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.failure.RefusedException;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchEvent;
import io.bindery.router.retention.BatchCleaner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * Reads what was recorded in a time, in the order in which it was, and lets a candidate policy
 * decide. It reads the journal of all buckets in that time, a page at a time.
 */
public final class DryRun {
  /** Below what the HTTP API waits for an answer. */
  private static final Duration LONGEST = Duration.ofSeconds(50);

  private final ActorSystem<?> system;
  private final R2dbcReadJournal journal;
  private final int mostObjects;
  private final Clock clock;

  /**
   * A dry run on the journal of this system.
   *
   * @param mostObjects object events that one takes at most
   */
  public DryRun(ActorSystem<?> system, int mostObjects, Clock clock) {
    this.system = system;
    this.journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(R2dbcReadJournal.class, R2dbcReadJournal.Identifier());
    this.mostObjects = mostObjects;
    this.clock = clock;
  }

  /**
   * Tries a policy. What has not happened yet is left out.
   *
   * @throws RefusedException also in the stage: the time is empty, or too much happened in it
   */
  public CompletionStage<DryRunReport> run(DryRunRequest asked) {
    var now = clock.instant();
    var request =
        asked.to().isAfter(now)
            ? new DryRunRequest(asked.candidate(), asked.from(), now, asked.prefix(), asked.limit())
            : asked;
    if (!request.from().isBefore(request.to())) {
      throw new RefusedException(
          "from",
          "from = %s must be before to = %s, and in the past."
              .formatted(request.from(), request.to()));
    }
    var tally = new RunningReport(request, mostObjects);
    return events(request)
        .completionTimeout(LONGEST)
        .runWith(Sink.foreach(envelope -> tally.add(envelope.event())), system)
        .handle(
            (done, failure) -> {
              if (failure != null) {
                throw told(failure);
              }
              return done;
            })
        .thenCompose(done -> BatchCleaner.cleanedUntil(system))
        .thenApply(
            cleaned -> {
              var gone = cleaned.filter(request.from()::isBefore);
              return tally.report(gone, notes(request, gone));
            });
  }

  private Source<EventEnvelope<BatchEvent>, NotUsed> events(DryRunRequest request) {
    int slices = Persistence.get(system).numberOfSlices();
    Source<EventEnvelope<BatchEvent>, NotUsed> all =
        journal.currentEventsBySlices(
            Batch.ENTITY_TYPE, 0, slices - 1, Offset.timestamp(request.from()));
    return all.takeWhile(envelope -> writtenAt(envelope).isBefore(request.to()));
  }

  private static Instant writtenAt(EventEnvelope<BatchEvent> envelope) {
    return ((TimestampOffset) envelope.offset()).timestamp();
  }

  private static RuntimeException told(Throwable failure) {
    var cause = Causes.of(failure);
    if (cause instanceof RefusedException refused) {
      return refused;
    }
    if (cause instanceof TimeoutException) {
      return new RefusedException(
          "",
          "It takes longer than %d s to read what was recorded then: take a shorter time."
              .formatted(LONGEST.toSeconds()));
    }
    return new CompletionException(cause);
  }

  private static List<String> notes(DryRunRequest request, Optional<Instant> cleaned) {
    var notes = new ArrayList<String>();
    cleaned.ifPresent(
        until ->
            notes.add(
                "events written before %s may be cleaned up: batches before it may be missing or too small"
                    .formatted(until)));
    notes.add(
        "objects that were ignored when they came are not in the journal, and cannot count here");
    if (request.candidate().countDeletes()) {
      notes.add("deleted objects are in the journal only where they counted already");
    }
    notes.add("what was recorded before the beginning is not seen, orders of operators neither");
    return notes;
  }
}
