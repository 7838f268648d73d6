package io.bindery.platform.feed;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.journal.Committed;
import io.bindery.platform.regular.RegularWork;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives positions to the changes that are committed, and deletes old ones. Every node does it soon
 * after it has written, and twice a second for those that could not; the row of the head lets one
 * at a time.
 */
final class Sequencer {
  private static final Logger log = LoggerFactory.getLogger(Sequencer.class);

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final long LOOK_NANOS = 500_000_000L;
  private static final long TRIM_NANOS = 10_000_000_000L;
  private static final int AT_ONCE = 2_000;

  private final FeedRows rows;
  private final FeedSettings settings;
  private final Runnable placed;
  private final AtomicBoolean written = new AtomicBoolean(true);
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile long lookedAt = System.nanoTime();
  private volatile long trimmedAt = System.nanoTime();
  private volatile boolean failing;
  private RegularWork work;

  private Sequencer(FeedRows rows, FeedSettings settings, Runnable placed) {
    this.rows = rows;
    this.settings = settings;
    this.placed = placed;
  }

  /**
   * Does so until the node stops.
   *
   * @param placed is called when positions were given
   */
  static void start(ActorSystem<?> system, FeedRows rows, FeedSettings settings, Runnable placed) {
    var sequencer = new Sequencer(rows, settings, placed);
    Committed.get(system).wrote(() -> sequencer.written.set(true));
    sequencer.work = RegularWork.start(system, "change-feed", PAUSE, sequencer::look);
  }

  private void look() {
    long now = System.nanoTime();
    boolean due = written.get() || now - lookedAt >= LOOK_NANOS;
    if (due && running.compareAndSet(false, true)) {
      written.set(false);
      lookedAt = now;
      var unused = attempt().whenComplete((done, failure) -> ended(failure));
    }
  }

  private CompletionStage<Void> attempt() {
    try {
      return rows.waiting()
          .thenCompose(waiting -> waiting ? place() : nothing())
          .thenCompose(done -> trim());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<Void> place() {
    return rows.place(AT_ONCE, ThreadLocalRandom.current().nextInt())
        .thenAccept(
            number -> {
              if (number > 0) {
                placed.run();
              }
              if (number == AT_ONCE) {
                written.set(true);
              }
            });
  }

  private CompletionStage<Void> trim() {
    if (System.nanoTime() - trimmedAt < TRIM_NANOS) {
      return nothing();
    }
    return rows.trim(settings.keep(), settings.keepEvents())
        .thenAccept(
            deleted -> {
              // Where there was much, there is more: the next look goes on with it.
              if (deleted < FeedRows.TRIM_PAGE) {
                trimmedAt = System.nanoTime();
              }
            });
  }

  private static CompletionStage<Void> nothing() {
    return CompletableFuture.completedFuture(null);
  }

  private void ended(Throwable failure) {
    if (failure == null) {
      failing = false;
    } else if (!failing && !work.isOver()) {
      failing = true;
      log.warn("changes wait to be told, trying again: {}", Causes.text(failure));
    }
    running.set(false);
  }
}
