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
 * served: a user with a thousand requests waiting does not keep another's single one waiting. What
 * gives way is served when nobody else waits.
 */
public final class Budget {
  private final Pool pool;
  private final boolean givesWay;

  public Budget(long total) {
    this(new Pool(total), false);
  }

  private Budget(Pool pool, boolean givesWay) {
    this.pool = pool;
    this.givesWay = givesWay;
  }

  /** The same amount, for work that waits for as long as any other does. */
  Budget givingWay() {
    return new Budget(pool, true);
  }

  /** The same amount, for work that waits its turn. */
  Budget inTurn() {
    return new Budget(pool, false);
  }

  boolean givesWay() {
    return givesWay;
  }

  /**
   * Does the work as soon as the amount is free, and gives it back when the work has ended.
   *
   * @param user told apart by identity
   * @param amount more than the total counts as the total
   */
  public <T> CompletionStage<T> spend(
      Object user, long amount, Supplier<? extends CompletionStage<T>> work) {
    long share = Math.min(amount, pool.total);
    return pool.acquire(user, share, givesWay)
        .thenCompose(granted -> started(work))
        .whenComplete((result, failure) -> pool.release(share));
  }

  /**
   * Takes the amount if it is free at this moment and nobody waits for it.
   *
   * @param until gives it back
   * @return whether it was taken
   */
  public boolean spendIfFree(long amount, CompletionStage<?> until) {
    long share = Math.min(amount, pool.total);
    if (!pool.takeIfFree(share)) {
      return false;
    }
    var unused = until.whenComplete((result, failure) -> pool.release(share));
    return true;
  }

  private static <T> CompletionStage<T> started(Supplier<? extends CompletionStage<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private record Waiting(long amount, CompletableFuture<Void> granted) {}

  /** What is left, and who waits for it. */
  private static final class Pool {
    private final long total;

    /** Users who wait; the one whose turn it is comes first. */
    private final Map<Object, Deque<Waiting>> inTurn = new LinkedHashMap<>();

    private final Map<Object, Deque<Waiting>> givingWay = new LinkedHashMap<>();
    private final Queue<Waiting> granted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger starting = new AtomicInteger();
    private long left;

    Pool(long total) {
      if (total < 1) {
        throw new IllegalArgumentException("a budget is at least 1, not " + total);
      }
      this.total = total;
      this.left = total;
    }

    synchronized boolean takeIfFree(long amount) {
      if (!inTurn.isEmpty() || amount > left) {
        return false;
      }
      left -= amount;
      return true;
    }

    synchronized CompletableFuture<Void> acquire(Object user, long amount, boolean givesWay) {
      if ((!givesWay || givingWay.isEmpty()) && takeIfFree(amount)) {
        return CompletableFuture.completedFuture(null);
      }
      var waiting = new Waiting(amount, new CompletableFuture<>());
      (givesWay ? givingWay : inTurn)
          .computeIfAbsent(user, it -> new ArrayDeque<>())
          .addLast(waiting);
      return waiting.granted();
    }

    void release(long amount) {
      synchronized (this) {
        left += amount;
        grant(inTurn);
        if (inTurn.isEmpty()) {
          grant(givingWay);
        }
      }
      startGranted();
    }

    private void grant(Map<Object, Deque<Waiting>> queues) {
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
}
