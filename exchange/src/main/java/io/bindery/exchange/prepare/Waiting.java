package io.bindery.exchange.prepare;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** How a thread that may wait waits for the database and for AWS. */
final class Waiting {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private Waiting() {}

  /** Lets some time go by. */
  static void pause(Duration time) {
    new CompletableFuture<Void>()
        .completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /** The result, once it is there; it throws as {@code join} does. */
  static <T> T done(CompletionStage<T> stage) {
    return stage
        .toCompletableFuture()
        .copy()
        .orTimeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
