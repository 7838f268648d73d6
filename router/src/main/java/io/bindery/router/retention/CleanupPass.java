package io.bindery.router.retention;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.typed.PersistenceId;
import akka.stream.javadsl.Source;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.retention.OldPages;
import io.bindery.platform.retention.OldRows;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchCommand;
import io.bindery.router.retention.OldBatches.OldEvent;
import io.bindery.router.retention.OldBatches.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes once through all that is old, slice by slice and page by page. */
final class CleanupPass {
  private static final Logger log = LoggerFactory.getLogger(CleanupPass.class);

  private static final int RESTS_AT_ONCE = 4;

  /** What one pass did. */
  record Result(long deleted, long rested) {
    static final Result NOTHING = new Result(0, 0);

    Result plus(Result other) {
      return new Result(deleted + other.deleted, rested + other.rested);
    }

    /** Nothing if nothing was done. */
    String words() {
      return equals(NOTHING)
          ? ""
          : "%d rows deleted, %d idle prefixes put to rest".formatted(deleted, rested);
    }
  }

  private final ActorSystem<?> system;
  private final OldBatches rows;
  private final BatchRetentionSettings settings;
  private final Duration timeout;
  private final OldPages pages;

  CleanupPass(
      ActorSystem<?> system,
      OldBatches rows,
      BatchRetentionSettings settings,
      Duration timeout,
      OldPages pages) {
    this.system = system;
    this.rows = rows;
    this.settings = settings;
    this.timeout = timeout;
    this.pages = pages;
  }

  /** Done when it came to the end. */
  CompletionStage<Result> run() {
    var before = settings.cleaning().eventsAfter().map(pages.now()::minus);
    CompletionStage<Done> noted =
        before.map(rows::cleaning).orElse(CompletableFuture.completedFuture(Done.done()));
    return noted.thenCompose(
        done ->
            Source.range(0, OldRows.slices(system) - 1)
                .flatMapConcat(slice -> ofSlice(slice, before))
                .concat(closed())
                .concat(reconciliations())
                .runFold(Result.NOTHING, Result::plus, system));
  }

  private Source<Result, NotUsed> ofSlice(int slice, Optional<Instant> before) {
    var events = before.map(age -> events(slice, age)).orElseGet(Source::empty);
    return events
        .concat(pages.after(settings.forgetIdleAfter(), age -> idle(slice, age)))
        .concat(
            pages.after(
                settings.prefixesAfter(), age -> deleting(() -> rows.deleteSnapshots(slice, age))));
  }

  private Source<Result, NotUsed> reconciliations() {
    return pages.after(
        settings.reconciliationsAfter(),
        before -> deleting(() -> rows.deleteReconciliations(before)));
  }

  private Source<Result, NotUsed> events(int slice, Instant before) {
    return pages.reading(
        Place.START,
        after -> rows.events(slice, before, after, pages.now()),
        OldEvent::place,
        this::clean);
  }

  private CompletionStage<Result> clean(List<OldEvent> page) {
    var old = page.stream().filter(OldEvent::mayGo).toList();
    var idle =
        page.stream()
            .filter(OldEvent::needsSnapshot)
            .map(event -> event.place().persistenceId())
            .distinct()
            .toList();
    CompletionStage<Long> deleted =
        old.isEmpty() ? CompletableFuture.completedFuture(0L) : rows.delete(old);
    return deleted.thenCompose(
        number -> rest(idle, false).thenApply(rested -> new Result(number, rested)));
  }

  private Source<Result, NotUsed> idle(int slice, Instant before) {
    return pages.reading(
        "",
        after -> rows.idleSnapshots(slice, before, after),
        id -> id,
        page -> rest(page, true).thenApply(rested -> new Result(0, rested)));
  }

  private CompletionStage<Long> rest(List<String> persistenceIds, boolean forget) {
    return Source.from(persistenceIds)
        .mapAsyncUnordered(RESTS_AT_ONCE, id -> rest(id, forget))
        .runFold(0L, Long::sum, system);
  }

  /** One that does not answer must not keep the others from it. */
  private CompletionStage<Long> rest(String persistenceId, boolean forget) {
    return ClusterSharding.get(system)
        .entityRefFor(Batch.TYPE_KEY, PersistenceId.extractEntityId(persistenceId))
        .<Done>askWithStatus(replyTo -> new BatchCommand.Rest(forget, replyTo), timeout)
        .handle(
            (done, failure) -> {
              if (failure == null) {
                return 1L;
              }
              log.warn("{} was not put to rest: {}", persistenceId, Causes.text(failure));
              return 0L;
            });
  }

  private Source<Result, NotUsed> closed() {
    return pages.after(
        settings.closedAfter(),
        before ->
            deleting(() -> rows.deleteClosed(before))
                .concat(deleting(() -> rows.deleteAudit(before))));
  }

  private Source<Result, NotUsed> deleting(Supplier<CompletionStage<Long>> page) {
    return pages.deleting(page).map(deleted -> new Result(deleted, 0));
  }
}
