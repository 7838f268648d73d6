package io.bindery.packager.content;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * An amount that is shared by all who use it, such as bytes in flight. Who asks for more than is
 * left waits, first come first served, without a thread.
 */
public final class Budget {
  private final long total;
  private final Deque<Waiting> queue = new ArrayDeque<>();
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
   * @param amount more than the total counts as the total
   */
  public <T> CompletionStage<T> spend(long amount, Supplier<? extends CompletionStage<T>> work) {
    long share = Math.min(amount, total);
    return acquire(share)
        .thenCompose(granted -> started(work))
        .whenComplete((result, failure) -> release(share));
  }

  private static <T> CompletionStage<T> started(Supplier<? extends CompletionStage<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized CompletableFuture<Void> acquire(long amount) {
    if (queue.isEmpty() && amount <= left) {
      left -= amount;
      return CompletableFuture.completedFuture(null);
    }
    var waiting = new Waiting(amount, new CompletableFuture<>());
    queue.addLast(waiting);
    return waiting.granted();
  }

  private void release(long amount) {
    synchronized (this) {
      left += amount;
      while (!queue.isEmpty() && queue.peekFirst().amount() <= left) {
        var next = queue.pollFirst();
        left -= next.amount();
        granted.add(next);
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
