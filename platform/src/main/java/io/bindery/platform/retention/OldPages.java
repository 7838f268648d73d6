package io.bindery.platform.retention;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import io.bindery.platform.database.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One pass through what is old: a page at a time, so that no transaction is long, and no faster
 * than it may, so that it is in nobody's way.
 *
 * @param now when the pass began; what is old is so at this moment
 * @param rowsPerSecond how fast it may go
 */
public record OldPages(Instant now, int rowsPerSecond) {
  /** Deletes of at most so many rows are one transaction. */
  public static final int PAGE = 1_000;

  private static final String TIME = "SELECT clock_timestamp()";

  /**
   * The earlier of this node's time and the database's: a clock that is ahead must not make what is
   * young look old.
   */
  static CompletionStage<Instant> now(Tables tables) {
    return tables
        .select(TIME, statement -> statement, row -> row.get(0, Instant.class))
        .thenApply(
            rows -> {
              var here = Instant.now();
              return rows.get(0).isBefore(here) ? rows.get(0) : here;
            });
  }

  /** What is older than an age; nothing if nothing is ever too old. */
  public <T> Source<T, NotUsed> after(
      Optional<Duration> age, Function<Instant, Source<T, NotUsed>> old) {
    return age.map(now::minus).map(old).orElseGet(Source::empty);
  }

  /**
   * Deletes page after page, until nothing is left.
   *
   * @param page deletes at most {@value #PAGE} rows, and tells how many
   */
  public Source<Long, NotUsed> deleting(Supplier<CompletionStage<Long>> page) {
    return Source.unfoldAsync(
            true,
            more ->
                page.get()
                    .thenApply(
                        number ->
                            number == 0
                                ? Optional.<Pair<Boolean, Long>>empty()
                                : Optional.of(Pair.create(true, number))))
        .throttle(rowsPerSecond, Duration.ofSeconds(1), Long::intValue);
  }

  /**
   * Reads page after page, and works on each before the next is read.
   *
   * @param read at most {@value #PAGE} rows behind a place
   * @param place where a row is
   */
  public <T, P, R> Source<R, NotUsed> reading(
      P start,
      Function<P, CompletionStage<List<T>>> read,
      Function<T, P> place,
      Function<List<T>, CompletionStage<R>> work) {
    return Source.unfoldAsync(
            Optional.of(start),
            after ->
                after.isEmpty()
                    ? CompletableFuture.completedFuture(
                        Optional.<Pair<Optional<P>, List<T>>>empty())
                    : read.apply(after.get()).thenApply(page -> next(page, place)))
        .throttle(rowsPerSecond, Duration.ofSeconds(1), List::size)
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
