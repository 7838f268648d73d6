package io.bindery.platform.queue;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.regular.Timers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Groups of messages whose handling takes long. After a second a group gives up its place among
 * those that are handled at once: when a node dies, the notices of its batches wait until these are
 * elsewhere, and those of all other batches must not wait behind them. What waits without a place
 * is bounded by its size.
 */
final class SlowWindows {
  /** Handling takes milliseconds while all is well. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ActorSystem<?> system;
  private final String name;
  private final long most;
  private int underWay;
  private long waiting;

  /** Done while no group is under way. */
  private CompletableFuture<Done> none = CompletableFuture.completedFuture(Done.done());

  SlowWindows(ActorSystem<?> system, String name, QueueSettings settings) {
    this.system = system;
    this.name = name;
    this.most = settings.waitingBytes();
  }

  /**
   * Done when the next group may be handled.
   *
   * @param bytes how long the texts of this group are
   * @param handled done when it is handled
   */
  CompletionStage<Done> place(long bytes, CompletionStage<Done> handled) {
    var whole = handled.toCompletableFuture();
    if (whole.isDone()) {
      return whole;
    }
    begun();
    var place = new CompletableFuture<Done>();
    giveUpLater(bytes, whole, place);
    var unused =
        whole.whenComplete(
            (done, failure) -> {
              over();
              place.complete(Done.done());
            });
    return place;
  }

  /** Done when no group is under way any more, with a place or without. */
  synchronized CompletionStage<Done> ended() {
    return none.copy();
  }

  private synchronized void begun() {
    if (underWay++ == 0) {
      none = new CompletableFuture<>();
    }
  }

  private void over() {
    CompletableFuture<Done> last;
    synchronized (this) {
      underWay--;
      last = underWay == 0 ? none : null;
    }
    if (last != null) {
      last.complete(Done.done());
    }
  }

  private void giveUpLater(
      long bytes, CompletableFuture<Done> whole, CompletableFuture<Done> place) {
    var timer =
        Timers.once(
            system,
            name + ": giving up a place",
            PATIENCE,
            () -> {
              if (place.isDone()) {
                return;
              }
              if (!add(bytes)) {
                giveUpLater(bytes, whole, place);
                return;
              }
              var unused = whole.whenComplete((done, failure) -> remove(bytes));
              place.complete(Done.done());
            });
    var unused = place.whenComplete((done, failure) -> timer.cancel());
  }

  private synchronized boolean add(long bytes) {
    if (waiting + bytes > most) {
      return false;
    }
    waiting += bytes;
    return true;
  }

  private synchronized void remove(long bytes) {
    waiting -= bytes;
  }
}
