package io.bindery.laptop;

import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.postgres.LocalPostgres;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the embedded Postgres again when it ends unasked, and says so. A server that ends again
 * and again is not kept running: its log is then what helps.
 */
final class Supervision {
  private static final Logger log = LoggerFactory.getLogger(Supervision.class);
  private static final int MOST_ENDS = 3;
  private static final Duration WITHIN = Duration.ofMinutes(10);

  private final LocalPostgres postgres;
  private final Consumer<LocalAwsException> givenUp;
  private final Deque<Long> ends = new ArrayDeque<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            var thread = new Thread(task, "postgres-supervision");
            thread.setDaemon(true);
            return thread;
          });

  Supervision(LocalPostgres postgres, Consumer<LocalAwsException> givenUp) {
    this.postgres = postgres;
    this.givenUp = givenUp;
  }

  void start() {
    postgres.onUnaskedEnd(reason -> worker.execute(() -> ended(reason)));
  }

  private void ended(String reason) {
    long now = System.nanoTime();
    ends.removeIf(end -> now - end > WITHIN.toNanos());
    ends.add(now);
    if (ends.size() > MOST_ENDS) {
      givenUp.accept(
          new LocalAwsException(
              "Postgres ended %d times within %d minutes, so it is not started again: %s."
                  .formatted(ends.size(), WITHIN.toMinutes(), reason)));
      return;
    }
    log.warn("Postgres ended unasked and is started again: {}", reason);
    try {
      postgres.start();
      log.warn("Postgres runs again");
    } catch (RuntimeException e) {
      // Nobody else would hear of it.
      givenUp.accept(
          new LocalAwsException(
              "Postgres ended (%s) and cannot be started again: %s"
                  .formatted(reason, e.getMessage()),
              e));
    }
  }
}
