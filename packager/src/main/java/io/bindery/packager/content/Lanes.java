package io.bindery.packager.content;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Numbered pieces of work, some at a time; the first failure ends all. A lane takes the next piece
 * when its last one is done.
 */
final class Lanes<T> {
  private final AtomicReferenceArray<T> results;
  private final IntFunction<CompletionStage<T>> work;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger open;
  private final CompletableFuture<List<T>> all = new CompletableFuture<>();

  private Lanes(int pieces, IntFunction<CompletionStage<T>> work) {
    this.results = new AtomicReferenceArray<>(pieces);
    this.open = new AtomicInteger(pieces);
    this.work = work;
  }

  /** The results of all pieces, in their order. */
  static <T> CompletionStage<List<T>> run(
      int pieces, int lanes, IntFunction<CompletionStage<T>> work) {
    var run = new Lanes<T>(pieces, work);
    for (int lane = 0; lane < Math.min(lanes, pieces); lane++) {
      run.advance();
    }
    return run.all;
  }

  /** Goes on in a loop where pieces are done at once, so that the stack does not grow. */
  private void advance() {
    while (!all.isDone()) {
      int piece = next.getAndIncrement();
      if (piece >= results.length()) {
        return;
      }
      var outcome = work.apply(piece).toCompletableFuture();
      if (!outcome.isDone()) {
        var unused =
            outcome.whenComplete(
                (result, failure) -> {
                  ended(piece, result, failure);
                  advance();
                });
        return;
      }
      var unused = outcome.whenComplete((result, failure) -> ended(piece, result, failure));
    }
  }

  private void ended(int piece, T result, Throwable failure) {
    if (failure != null) {
      all.completeExceptionally(failure);
      return;
    }
    results.set(piece, result);
    if (open.decrementAndGet() == 0) {
      all.complete(IntStream.range(0, results.length()).mapToObj(results::get).toList());
    }
  }
}
