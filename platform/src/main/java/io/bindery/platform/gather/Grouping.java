package io.bindery.platform.gather;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Does together what waits to be done: while one group is on its way, the next one gathers. What
 * comes alone goes at once; nothing waits for company. Thread-safe.
 */
public final class Grouping<I, O> {
  private record Waiting<I, O>(I one, CompletableFuture<O> answer) {}

  private final Function<List<I>, CompletionStage<List<O>>> work;
  private final int groups;
  private final ToLongFunction<I> weight;
  private final long full;
  private final Executor executor;
  private final Queue<Waiting<I, O>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();

  /**
   * Nothing waits yet.
   *
   * @param work does one group; answers each in order, or fails for all of them
   * @param groups how many are under way at once
   * @param weight of one
   * @param full the weight at which no more are taken into a group
   * @param executor begins a group
   */
  public Grouping(
      Function<List<I>, CompletionStage<List<O>>> work,
      int groups,
      ToLongFunction<I> weight,
      long full,
      Executor executor) {
    this.work = work;
    this.groups = groups;
    this.weight = weight;
    this.full = full;
    this.executor = executor;
  }

  /** Does one more. */
  public CompletableFuture<O> add(I one) {
    var answer = new CompletableFuture<O>();
    waiting.add(new Waiting<>(one, answer));
    next();
    return answer;
  }

  private void next() {
    while (!waiting.isEmpty()) {
      int running = underWay.get();
      if (running >= groups) {
        return;
      }
      if (underWay.compareAndSet(running, running + 1)) {
        executor.execute(this::run);
        return;
      }
    }
  }

  private void run() {
    var group = take();
    if (group.isEmpty()) {
      ended();
      return;
    }
    answers(group.stream().map(Waiting::one).toList())
        .whenComplete(
            (answers, failure) -> {
              ended();
              for (int i = 0; i < group.size(); i++) {
                if (failure == null) {
                  group.get(i).answer().complete(answers.get(i));
                } else {
                  group.get(i).answer().completeExceptionally(failure);
                }
              }
            });
  }

  private void ended() {
    underWay.decrementAndGet();
    next();
  }

  private List<Waiting<I, O>> take() {
    var group = new ArrayList<Waiting<I, O>>();
    long taken = 0;
    while (taken < full) {
      var one = waiting.poll();
      if (one == null) {
        break;
      }
      group.add(one);
      taken += weight.applyAsLong(one.one());
    }
    return group;
  }

  private CompletionStage<List<O>> answers(List<I> group) {
    try {
      return work.apply(group);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
