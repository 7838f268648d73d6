package io.bindery.packager.ahead;

import akka.actor.typed.javadsl.TimerScheduler;
import io.bindery.packager.ahead.AheadMeters.Pause;
import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.ahead.AheadMessage;
import io.bindery.platform.retry.Backoff;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pauses that hashing ahead makes for those who must have the database and S3. For one thread.
 */
final class Pauses {
  private static final Logger log = LoggerFactory.getLogger(Pauses.class);

  /** What takes longer is busy with others. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  private static final Backoff LENGTHS =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2);

  private final TimerScheduler<AheadMessage> timers;
  private final AheadMeters meters;
  private boolean paused;
  private int failures;

  Pauses(TimerScheduler<AheadMessage> timers, AheadMeters meters) {
    this.timers = timers;
    this.meters = meters;
  }

  /** Whether nothing new is to be begun. */
  boolean isPaused() {
    return paused;
  }

  /** Something took its time. */
  void took(long begunAt) {
    if (System.nanoTime() - begunAt > SLOW.toNanos()) {
      begin(Pause.SLOW, "the database or S3 is slow");
    }
  }

  /** A pause begins if a moment may help. Tells whether it may. */
  boolean after(PackagingException failure) {
    boolean helps =
        failure.reason() == FailureReason.UNAVAILABLE
            && failure.isPassing()
            && failure.waitingFor().isEmpty();
    if (helps) {
      begin(Pause.FAILED, failure.getMessage());
    }
    return helps;
  }

  /** What is under way goes on; nothing new begins for a while, longer with each failure. */
  void begin(Pause reason, String why) {
    if (paused) {
      return;
    }
    paused = true;
    failures++;
    meters.paused(reason);
    if (failures == 1) {
      log.info("hashing ahead pauses: {}", why);
    }
    timers.startSingleTimer(Step.Tick.RESUME, LENGTHS.after(failures));
  }

  void end() {
    paused = false;
  }

  /** Something was done: the next pause is short again. */
  void forget() {
    failures = 0;
  }
}
