package io.bindery.platform.feed;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.gather.Grouping;
import io.bindery.platform.regular.RegularWork;
import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the feed once for all who follow it on a node. Who keeps up gets what was read anyway; who
 * comes from further back, or is slow, reads the database page by page as fast as it takes them,
 * few at a time. Nothing waits for a follower, and a follower holds one page at most.
 *
 * @param <E> what followers get
 */
public final class FeedReader<E> {
  private static final Logger log = LoggerFactory.getLogger(FeedReader.class);

  /** What other nodes have written is seen after it. */
  private static final Duration EVERY = Duration.ofMillis(200);

  private static final int PAGE = 500;
  private static final int PAGES_AT_ONCE = 4;
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** Waits for something to happen. */
  private static final class Waiter {
    private final CompletableFuture<Done> moved = new CompletableFuture<>();
  }

  private final FeedRows rows;
  private final FeedMeters meters;
  private final Counter reads;
  private final Function<Change, E> form;
  private final Function<E, FeedId> id;
  private final int mostBehind;
  private final Executor executor;
  private final Grouping<FeedId, Optional<List<Change>>> pages;
  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile Optional<Window<E>> window = Optional.empty();
  private volatile boolean over;
  private int followers;

  private FeedReader(
      ActorSystem<?> system,
      FeedRows rows,
      Function<Change, E> form,
      Function<E, FeedId> id,
      int mostBehind) {
    this.rows = rows;
    this.meters = new FeedMeters(Meters.get(system));
    this.reads = meters.reads();
    for (var reason : Next.Reason.values()) {
      meters.gaps(reason);
    }
    this.form = form;
    this.id = id;
    this.mostBehind = mostBehind;
    this.executor = system.executionContext()::execute;
    this.pages =
        new Grouping<>(
            asked -> read(asked.get(0)).thenApply(List::of), PAGES_AT_ONCE, one -> 1, 1, executor);
  }

  static <E> FeedReader<E> start(
      ActorSystem<?> system,
      FeedRows rows,
      Function<Change, E> form,
      Function<E, FeedId> id,
      int mostBehind) {
    var reader = new FeedReader<>(system, rows, form, id, mostBehind);
    reader.meters.followers(reader);
    RegularWork.start(system, "feed-reader", EVERY, reader::look);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceUnbind(),
            "end-feed",
            () -> {
              reader.over = true;
              reader.wake();
              return CompletableFuture.completedFuture(Done.done());
            });
    return reader;
  }

  /**
   * Somebody follows from now on; who does not say so may wait in vain.
   *
   * @param most how many may
   * @return whether it is not one too many
   */
  public synchronized boolean begin(int most) {
    if (followers >= most) {
      return false;
    }
    followers++;
    return true;
  }

  /** Somebody follows no more. With the last one the reader stops to read. */
  public synchronized void end() {
    followers--;
    if (followers == 0) {
      window = Optional.empty();
    }
  }

  /** How many follow. */
  public synchronized int followers() {
    return followers;
  }

  /** Where a follower begins that has seen nothing yet. */
  public CompletionStage<FeedId> newest() {
    return window
        .map(known -> (CompletionStage<FeedId>) CompletableFuture.completedFuture(known.newest()))
        .orElseGet(rows::newest);
  }

  /**
   * What comes after a change. Never fails: while the database is away nothing happens.
   *
   * @param last the last that the follower has
   * @param patience how long to wait for something to happen
   */
  public CompletionStage<Next<E>> after(FeedId last, Duration patience) {
    if (over) {
      return CompletableFuture.completedFuture(new Next.End<>());
    }
    var waiter = new Waiter();
    // Before it is looked: what comes later wakes it.
    waiting.add(waiter);
    var near = window.flatMap(known -> known.after(last, PAGE));
    if (near.isPresent()) {
      return near.get().isEmpty() ? later(waiter, last, patience) : found(waiter, near.get());
    }
    return pages
        .add(last)
        .thenCompose(
            page -> {
              if (page.isEmpty()) {
                waiting.remove(waiter);
                return missed(last);
              }
              return page.get().isEmpty()
                  ? later(waiter, last, patience)
                  : far(waiter, last, page.get());
            })
        .exceptionallyCompose(
            failure -> {
              waiting.remove(waiter);
              log.debug("the feed cannot be read now: {}", failure.toString());
              return nothing(last, AFTER_FAILURE);
            });
  }

  /** What an unbounded backlog would cost is not read: it is told. */
  private CompletionStage<Next<E>> far(Waiter waiter, FeedId last, List<Change> page) {
    long behind =
        window.map(known -> known.newest().position()).orElse(last.position()) - last.position();
    if (behind > mostBehind) {
      waiting.remove(waiter);
      return newest().thenApply(goOn -> gap(Next.Reason.TOO_FAR_BEHIND, goOn));
    }
    return found(waiter, page.stream().map(form).toList());
  }

  private CompletionStage<Next<E>> found(Waiter waiter, List<E> items) {
    waiting.remove(waiter);
    return CompletableFuture.completedFuture(
        new Next.Changes<>(items, id.apply(items.get(items.size() - 1))));
  }

  private Next<E> gap(Next.Reason reason, FeedId goOn) {
    meters.gaps(reason).increment();
    return new Next.Gap<>(reason, goOn);
  }

  private CompletionStage<Next<E>> missed(FeedId last) {
    return rows.oldest()
        .thenCombine(
            rows.newest(),
            (oldest, newest) ->
                gap(
                    oldest.isPresent() && last.position() < oldest.get()
                        ? Next.Reason.TOO_OLD
                        : Next.Reason.UNKNOWN,
                    newest));
  }

  private CompletionStage<Next<E>> later(Waiter waiter, FeedId last, Duration patience) {
    long began = System.nanoTime();
    return waiter
        .moved
        .completeOnTimeout(Done.done(), patience.toMillis(), TimeUnit.MILLISECONDS)
        .thenComposeAsync(
            done -> {
              waiting.remove(waiter);
              var left = patience.minusNanos(System.nanoTime() - began);
              return left.isNegative() || left.isZero()
                  ? nothing(last, Duration.ZERO)
                  : after(last, left);
            },
            executor);
  }

  private CompletionStage<Next<E>> nothing(FeedId last, Duration pause) {
    var next = new CompletableFuture<Next<E>>();
    Next<E> none = new Next.Changes<>(List.of(), last);
    return next.completeOnTimeout(none, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Reads on, if anybody follows and nothing is being read. */
  void look() {
    if (!over && followers() > 0 && reading.compareAndSet(false, true)) {
      var known = window;
      var unused =
          (known.isPresent() ? more(known.get()) : begun())
              .whenComplete(
                  (again, failure) -> {
                    reading.set(false);
                    if (failure == null && again) {
                      look();
                    }
                  });
    }
  }

  private CompletionStage<Optional<List<Change>>> read(FeedId last) {
    reads.increment();
    return rows.after(last, PAGE);
  }

  /** Whether there may be more at once. */
  private CompletionStage<Boolean> more(Window<E> known) {
    return read(known.newest())
        .thenCompose(
            page -> {
              if (page.isEmpty()) {
                log.warn(
                    "the feed has no change {} any more: was the database restored? All who follow"
                        + " are told to read anew.",
                    known.newest().text());
                return begun();
              }
              if (page.get().isEmpty()) {
                return CompletableFuture.completedFuture(false);
              }
              replace(known.plus(page.get().stream().map(form).toList()));
              return CompletableFuture.completedFuture(page.get().size() >= PAGE);
            });
  }

  private CompletionStage<Boolean> begun() {
    return rows.newest()
        .thenApply(
            newest -> {
              replace(new Window<>(newest, List.of(), id));
              return false;
            });
  }

  private void replace(Window<E> next) {
    synchronized (this) {
      window = followers == 0 ? Optional.empty() : Optional.of(next);
    }
    wake();
  }

  private void wake() {
    for (var one : List.copyOf(waiting)) {
      one.moved.complete(Done.done());
    }
  }
}
