package io.bindery.platform.queue;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.regular.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How many receive calls of a queue may be open at once. An empty queue costs one long poll. While
 * calls bring what was there already, more are opened, up to a limit; one that brings nothing
 * closes all but one.
 */
final class OpenReceives {
  /** A call that brings messages so soon did not wait for them: there may be more. */
  private static final Duration AT_ONCE = Duration.ofMillis(200);

  /** The answer to a long poll is late by no more, or its connection hangs. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Of one call, until it has ended. */
  final class Place {
    private final Cancellable overdue;
    private volatile long since = System.nanoTime();
    private boolean counted = true;

    private Place() {
      overdue = Timers.once(system, name + ": a receive call is overdue", patience, this::givenUp);
    }

    /** The call is made now. */
    void made() {
      since = System.nanoTime();
    }

    /** It brought so many messages. */
    void brought(int messages) {
      boolean atOnce = System.nanoTime() - since < AT_ONCE.toNanos();
      synchronized (OpenReceives.this) {
        if (messages == 0) {
          permitted = 1;
        } else if (messages >= QueueConsumer.RECEIVE_BATCH) {
          permitted = Math.min(most, permitted * 2);
        } else if (atOnce) {
          permitted = Math.min(most, permitted + 1);
        }
      }
      givenUp();
    }

    /** It failed, was not made, or is no longer waited for. */
    void givenUp() {
      overdue.cancel();
      synchronized (OpenReceives.this) {
        if (counted) {
          counted = false;
          open--;
        }
      }
      fill();
    }
  }

  private final ActorSystem<?> system;
  private final String name;
  private final int most;
  private final Duration patience;

  private final Deque<CompletableFuture<Place>> waiting = new ArrayDeque<>();
  private int permitted = 1;
  private int open;

  OpenReceives(ActorSystem<?> system, String name, QueueSettings settings) {
    this(system, name, settings.receivers(), settings.longPoll().plus(GRACE));
  }

  /**
   * @param most calls that are open at once
   * @param patience a call that takes longer no longer keeps others from being made
   */
  OpenReceives(ActorSystem<?> system, String name, int most, Duration patience) {
    this.system = system;
    this.name = name;
    this.most = most;
    this.patience = patience;
  }

  /** Done when one more call may be made. */
  CompletionStage<Place> place() {
    var place = new CompletableFuture<Place>();
    synchronized (this) {
      waiting.add(place);
    }
    fill();
    return place;
  }

  private void fill() {
    var next = next();
    while (next != null) {
      // Not under the lock: whoever waits makes its call at once.
      next.complete(new Place());
      next = next();
    }
  }

  private synchronized CompletableFuture<Place> next() {
    if (open >= permitted || waiting.isEmpty()) {
      return null;
    }
    open++;
    return waiting.remove();
  }
}
