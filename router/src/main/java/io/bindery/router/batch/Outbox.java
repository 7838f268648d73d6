package io.bindery.router.batch;

import io.bindery.protocol.announcement.Announcement;
import io.bindery.router.announce.Announcer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which announcement of one batch actor is under way: one at a time, in order, with a growing pause
 * after a failure. It is not persisted: after a restart what is not confirmed is announced again.
 */
final class Outbox {
  private static final int MAX_DOUBLINGS = 16;

  private final Announcer announcer;
  private final BatchSettings settings;

  private Optional<String> underWay = Optional.empty();
  private boolean pausing;
  private int failures;

  Outbox(Announcer announcer, BatchSettings settings) {
    this.announcer = announcer;
    this.settings = settings;
  }

  /** The batch to announce now, if any. */
  Optional<ClosedBatch> next(BatchState state) {
    return underWay.isPresent() || pausing
        ? Optional.empty()
        : state.unannounced().stream().findFirst();
  }

  /** Announces; the stage never throws, it fails. */
  CompletionStage<String> announce(BatchKey key, ClosedBatch batch) {
    underWay = Optional.of(batch.batchId());
    var totals = batch.totals();
    var facts =
        new Announcement.Facts(
            batch.batchId(),
            totals.files(),
            totals.bytes(),
            batch.reason().word(),
            totals.firstEventTime(),
            totals.lastEventTime());
    try {
      return announcer.announce(
          new Announcement(key.bucket(), key.prefix(), Optional.of(facts)), batch.closedAt());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  void confirmed(String batchId) {
    if (isUnderWay(batchId)) {
      underWay = Optional.empty();
      failures = 0;
    }
  }

  /** How long to pause before the next try; nothing if this announcement is not the one awaited. */
  Optional<Duration> failed(String batchId) {
    if (!isUnderWay(batchId)) {
      return Optional.empty();
    }
    underWay = Optional.empty();
    pausing = true;
    long doubled = settings.retryMin().toMillis() << Math.min(failures, MAX_DOUBLINGS);
    long bounded = Math.min(doubled, settings.retryMax().toMillis());
    failures++;
    // Up to a fifth more, so that batches that failed together do not come back together.
    return Optional.of(
        Duration.ofMillis(bounded + ThreadLocalRandom.current().nextLong(bounded / 5 + 1)));
  }

  void pauseOver() {
    pausing = false;
  }

  void reset() {
    underWay = Optional.empty();
    pausing = false;
    failures = 0;
  }

  private boolean isUnderWay(String batchId) {
    return underWay.isPresent() && underWay.get().equals(batchId);
  }
}
