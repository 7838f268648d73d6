package io.bindery.exchange.aws;

import io.bindery.platform.telemetry.Meters;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Counts the calls to AWS by operation and answer. */
record CountedCalls(Meters meters) {
  /**
   * Makes a call.
   *
   * @param operation as AWS calls it
   * @return fails as the call does, also if it could not even be begun
   */
  <T> CompletionStage<T> make(String operation, Supplier<CompletableFuture<T>> call) {
    CompletableFuture<T> answer;
    try {
      answer = call.get();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.whenComplete((any, failure) -> count(operation, failure));
  }

  private void count(String operation, Throwable failure) {
    meters
        .counter(
            "bindery.exchange.calls",
            "Calls to AWS Data Exchange and Marketplace Catalog, by operation and answer.",
            "operation",
            operation,
            "answer",
            word(failure))
        .increment();
  }

  private static String word(Throwable failure) {
    return failure == null
        ? "ok"
        : Fault.of("", failure).kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
