package io.bindery.packager.content;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * An amount that is shared by all who use it, such as bytes in flight. Who asks for more than is
 * left waits without a thread. Users are served in turn, and each user's requests first come first
 * served: a user with a thousand requests waiting does not keep another's single one waiting.
 */
public final class Budget {
  private final long total;

  /** Users who wait; the one whose turn it is comes first. */
  private final Map<Object, Deque<Waiting>> queues = new LinkedHashMap<>();

  private final Queue<Waiting> granted = new ConcurrentLinkedQueue<>();
  private final AtomicInteger starting = new AtomicInteger();
  private long left;

  private record Waiting(long amount, CompletableFuture<Void> granted) {}

  public Budget(long total) {
    if (total < 1) {
      throw new IllegalArgumentException("a budget is at least 1, not " + total);
    }
    this.total = total;
    this.left = total;
  }

  /**
   * Does the work as soon as the amount is free, and gives it back when the work has ended.
   *
   * @param user told apart by identity
   * @param amount more than the total counts as the total
   */
  public <T> CompletionStage<T> spend(
      Object user, long amount, Supplier<? extends CompletionStage<T>> work) {
    long share = Math.min(amount, total);
    return acquire(user, share)
        .thenCompose(granted -> started(work))
        .whenComplete((result, failure) -> release(share));
  }

  /**
   * Takes the amount if it is free at this moment and nobody waits for it.
   *
   * @param until gives it back
   * @return whether it was taken
   */
  public boolean spendIfFree(long amount, CompletionStage<?> until) {
    long share = Math.min(amount, total);
    synchronized (this) {
      if (!queues.isEmpty() || share > left) {
        return false;
      }
      left -= share;
    }
    var unused = until.whenComplete((result, failure) -> release(share));
    return true;
  }

  private static <T> CompletionStage<T> started(Supplier<? extends CompletionStage<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized CompletableFuture<Void> acquire(Object user, long amount) {
    if (queues.isEmpty() && amount <= left) {
      left -= amount;
      return CompletableFuture.completedFuture(null);
    }
    var waiting = new Waiting(amount, new CompletableFuture<>());
    queues.computeIfAbsent(user, it -> new ArrayDeque<>()).addLast(waiting);
    return waiting.granted();
  }

  private void release(long amount) {
    synchronized (this) {
      left += amount;
      while (!queues.isEmpty()) {
        var turn = queues.entrySet().iterator().next();
        // Nobody overtakes the one whose turn it is, or a large request would wait for ever.
        if (turn.getValue().peekFirst().amount() > left) {
          break;
        }
        var next = turn.getValue().pollFirst();
        left -= next.amount();
        granted.add(next);
        queues.remove(turn.getKey());
        if (!turn.getValue().isEmpty()) {
          queues.put(turn.getKey(), turn.getValue());
        }
      }
    }
    startGranted();
  }

  /**
   * Starts work outside the lock, and in a loop: work that ends at once and so lets other work
   * start must not make the stack grow.
   */
  private void startGranted() {
    if (starting.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      for (var next = granted.poll(); next != null; next = granted.poll()) {
        next.granted().complete(null);
      }
      seen = starting.addAndGet(-seen);
    }
  }
}
