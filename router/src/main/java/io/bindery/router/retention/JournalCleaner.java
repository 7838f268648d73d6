package io.bindery.router.retention;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Tables;
import io.bindery.platform.wake.Rounds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is old and needed by nobody any more: events that a snapshot has, and that belong to
 * no batch which is open or not announced. A prefix to which nothing comes takes a snapshot of its
 * own for it.
 */
public final class JournalCleaner {
  private static final Logger log = LoggerFactory.getLogger(JournalCleaner.class);

  private JournalCleaner() {}

  /**
   * Starts it on the oldest node.
   *
   * @param timeout how long a batch may take to answer
   */
  public static void start(
      ActorSystem<?> system, RetentionSettings settings, Duration timeout, Clock clock) {
    var rows = new OldRows(Tables.of(system));
    Rounds.start(
        system,
        "journal-cleaner",
        settings.interval(),
        () ->
            new CleanupPass(
                    system, rows, settings, timeout, earlier(clock.instant(), Instant.now()))
                .run()
                .thenApply(result -> told(result.words())));
  }

  /** A clock that is ahead must not make what is young look old. */
  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Done told(String words) {
    if (!words.isEmpty()) {
      log.info("cleaned up: {}", words);
    }
    return Done.done();
  }

  /** Events written before the answer may be gone; if it is empty, none are. */
  public static CompletionStage<Optional<Instant>> cleanedUntil(ActorSystem<?> system) {
    return new OldRows(Tables.of(system)).cleanedUntil();
  }
}
