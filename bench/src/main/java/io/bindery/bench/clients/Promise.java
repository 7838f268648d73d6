package io.bindery.bench.clients;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a client must do, and what each does. */
record Promise(String what, String bindery, String peer) {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  static String verdict(boolean kept, String seen) {
    return (kept ? "yes" : "NO") + (seen.isEmpty() ? "" : ": " + seen);
  }

  /** How a call ends. */
  enum End {
    WELL,
    FAILED,
    /** There is no answer after a minute. */
    NEVER
  }

  static End end(CompletionStage<?> call) {
    try {
      var unused = call.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return End.WELL;
    } catch (ExecutionException e) {
      return End.FAILED;
    } catch (TimeoutException e) {
      return End.NEVER;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return End.NEVER;
    }
  }

  static String fails(CompletionStage<?> call) {
    return fails(end(call));
  }

  static String fails(End end) {
    return verdict(end == End.FAILED, end == End.NEVER ? "no answer" : "");
  }
}
