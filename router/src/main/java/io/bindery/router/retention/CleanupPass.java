package io.bindery.router.retention;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.japi.Pair;
import akka.persistence.typed.PersistenceId;
import akka.stream.javadsl.Source;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchCommand;
import io.bindery.router.retention.OldRows.OldEvent;
import io.bindery.router.retention.OldRows.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes once through all that is old, slice by slice and page by page. It needs no memory of how far
 * it came: what a pass that was broken off deleted is gone, and the next one goes on with the rest.
 */
final class CleanupPass {
  private static final Logger log = LoggerFactory.getLogger(CleanupPass.class);

  /** Deletes of at most so many rows are one transaction. */
  private static final int PAGE = 1_000;

  private static final int RESTS_AT_ONCE = 4;

  /** The journal of Akka Persistence R2DBC has slices 0 to this. */
  private static final int LAST_SLICE = 1023;

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
  private final OldRows rows;
  private final RetentionSettings settings;
  private final Duration timeout;
  private final Instant now;

  CleanupPass(
      ActorSystem<?> system,
      OldRows rows,
      RetentionSettings settings,
      Duration timeout,
      Instant now) {
    this.system = system;
    this.rows = rows;
    this.settings = settings;
    this.timeout = timeout;
    this.now = now;
  }

  /** Done when it came to the end. */
  CompletionStage<Result> run() {
    var before = settings.eventsAfter().map(now::minus);
    CompletionStage<Done> noted =
        before.map(rows::cleaning).orElse(CompletableFuture.completedFuture(Done.done()));
    return noted.thenCompose(
        done ->
            Source.range(0, LAST_SLICE)
                .flatMapConcat(slice -> ofSlice(slice, before))
                .concat(closed())
                .concat(reconciliations())
                .runFold(Result.NOTHING, Result::plus, system));
  }

  private Source<Result, NotUsed> ofSlice(int slice, Optional<Instant> before) {
    var events = before.map(age -> events(slice, age)).orElseGet(Source::empty);
    var idle =
        settings
            .forgetIdleAfter()
            .map(age -> events.concat(idle(slice, now.minus(age))))
            .orElse(events);
    return settings
        .prefixesAfter()
        .map(now::minus)
        .map(age -> idle.concat(deleting(() -> rows.deleteSnapshots(slice, age, PAGE))))
        .orElse(idle);
  }

  private Source<Result, NotUsed> reconciliations() {
    return settings
        .reconciliationsAfter()
        .map(now::minus)
        .map(before -> deleting(() -> rows.deleteReconciliations(before, PAGE)))
        .orElseGet(Source::empty);
  }

  private Source<Result, NotUsed> events(int slice, Instant before) {
    return paged(
        Place.START,
        after -> rows.events(slice, before, after, now, PAGE),
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
    return paged(
        "",
        after -> rows.idleSnapshots(slice, before, after, PAGE),
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
              log.warn("{} was not put to rest: {}", persistenceId, failure.toString());
              return 0L;
            });
  }

  private Source<Result, NotUsed> closed() {
    return settings
        .closedAfter()
        .map(now::minus)
        .map(
            before ->
                deleting(() -> rows.deleteClosed(before, PAGE))
                    .concat(deleting(() -> rows.deleteAudit(before, PAGE))))
        .orElseGet(Source::empty);
  }

  private Source<Result, NotUsed> deleting(Supplier<CompletionStage<Long>> page) {
    return Source.unfoldAsync(
            true,
            more ->
                page.get()
                    .thenApply(
                        number ->
                            number == 0
                                ? Optional.<Pair<Boolean, Result>>empty()
                                : Optional.of(Pair.create(true, new Result(number, 0)))))
        .throttle(
            settings.rowsPerSecond(), Duration.ofSeconds(1), result -> (int) result.deleted());
  }

  /** Reads page after page, and works on each before the next is read. */
  private <T, P> Source<Result, NotUsed> paged(
      P start,
      Function<P, CompletionStage<List<T>>> read,
      Function<T, P> place,
      Function<List<T>, CompletionStage<Result>> work) {
    return Source.unfoldAsync(
            Optional.of(start),
            after ->
                after.isEmpty()
                    ? CompletableFuture.completedFuture(
                        Optional.<Pair<Optional<P>, List<T>>>empty())
                    : read.apply(after.get()).thenApply(page -> next(page, place)))
        .throttle(settings.rowsPerSecond(), Duration.ofSeconds(1), List::size)
        .mapAsync(1, work::apply);
  }

  private static <T, P> Optional<Pair<Optional<P>, List<T>>> next(
      List<T> page, Function<T, P> place) {
    if (page.isEmpty()) {
      return Optional.empty();
    }
    var last = page.get(page.size() - 1);
    return Optional.of(
        Pair.create(page.size() < PAGE ? Optional.empty() : Optional.of(place.apply(last)), page));
  }
}
