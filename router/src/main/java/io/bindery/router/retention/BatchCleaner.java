package io.bindery.router.retention;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Tables;
import io.bindery.platform.retention.Cleaner;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Deletes what is old and needed by nobody any more: events that a snapshot has, and that belong to
 * no batch which is open or not announced. A prefix to which nothing comes takes a snapshot of its
 * own for it.
 */
public final class BatchCleaner {
  private BatchCleaner() {}

  /**
   * Starts it on the oldest node.
   *
   * @param timeout how long a batch may take to answer
   */
  public static void start(
      ActorSystem<?> system, BatchRetentionSettings settings, Duration timeout) {
    var batches = new OldBatches(Tables.of(system));
    Cleaner.start(
        system,
        NodeRole.ROUTER,
        "journal-cleaner",
        settings.cleaning(),
        pages ->
            new CleanupPass(system, batches, settings, timeout, pages)
                .run()
                .thenApply(CleanupPass.Result::words));
  }

  /** Events written before the answer may be gone; if it is empty, none are. */
  public static CompletionStage<Optional<Instant>> cleanedUntil(ActorSystem<?> system) {
    return new OldBatches(Tables.of(system)).cleanedUntil();
  }
}
