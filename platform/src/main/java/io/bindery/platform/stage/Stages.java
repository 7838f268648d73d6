package io.bindery.platform.stage;

import io.bindery.platform.failure.Causes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Answers: what follows them, and what is done when none comes. */
public final class Stages {
  private Stages() {}

  /**
   * The same answer, whose next steps run on the thread that completes it. Every step after an
   * answer of Akka's Java API is handed to the common pool instead (its futures are those of {@code
   * scala.compat.java8.FutureConverters}), which costs more than most steps do. Of use where there
   * is an answer for every object event; such steps must be short and must not block, as the thread
   * is that of the actor which answered.
   *
   * @param failures runs the steps after a failure: those of an answer that does not come would run
   *     on the one thread that has all timers of the system
   * @return fails with a {@link java.util.concurrent.CompletionException} around the failure
   */
  public static <T> CompletableFuture<T> direct(CompletionStage<T> answer, Executor failures) {
    var direct = new CompletableFuture<T>();
    var unused =
        answer
            .toCompletableFuture()
            .copy()
            .whenComplete(
                (value, failure) -> {
                  if (failure == null) {
                    direct.complete(value);
                  } else {
                    failures.execute(() -> direct.completeExceptionally(failure));
                  }
                });
    return direct;
  }

  /**
   * Asks, and asks again when nobody answered in time: what is sent to a node that dies is lost
   * without a word, and its entities are on other nodes some 15 s later. Only for what may be asked
   * twice, and whose own patience is its part of the whole.
   *
   * @param times how often at most, 1 or more
   * @param ask fails with a {@link TimeoutException} if it is not answered
   */
  public static <T> CompletionStage<T> untilAnswered(
      int times, Supplier<? extends CompletionStage<T>> ask) {
    var answer = ask.get();
    if (times <= 1) {
      return answer;
    }
    return answer.exceptionallyCompose(
        failure ->
            Causes.of(failure) instanceof TimeoutException
                ? untilAnswered(times - 1, ask)
                : CompletableFuture.failedFuture(failure));
  }
}
