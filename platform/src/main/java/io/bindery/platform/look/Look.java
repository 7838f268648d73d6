package io.bindery.platform.look;

import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One thing to look at, and how.
 *
 * @param dependency what it is
 * @param how asks once; may fail or throw
 */
public record Look(Dependency dependency, Supplier<CompletionStage<Finding>> how) {
  /** What one look found. */
  public record Seen(Dependency dependency, Finding finding) {}

  /**
   * Looks once.
   *
   * @return what was found; it never fails, and is there within the time
   */
  public CompletionStage<Finding> once(Duration timeout) {
    CompletableFuture<Finding> asked;
    try {
      asked = how.get().toCompletableFuture();
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedFuture(e);
    }
    var answer = asked;
    return answer
        .copy()
        .exceptionally(failure -> Refusals.finding(failure, ""))
        .completeOnTimeout(late(timeout), timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((finding, failure) -> answer.cancel(true));
  }

  private static Finding late(Duration timeout) {
    return Finding.waiting("There was no answer within %d ms.".formatted(timeout.toMillis()));
  }

  /** Looks at all of them side by side. */
  public static List<Seen> all(List<Look> looks, Duration timeout) {
    var found = looks.stream().map(look -> look.once(timeout).toCompletableFuture()).toList();
    return IntStream.range(0, looks.size())
        .mapToObj(i -> new Seen(looks.get(i).dependency(), found.get(i).join()))
        .toList();
  }
}
