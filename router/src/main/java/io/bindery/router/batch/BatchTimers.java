package io.bindery.router.batch;

import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a batch actor looks at the clock, asks to be passivated, and waits no longer. */
final class BatchTimers {
  /** Timers longer than this are set again on the way: schedulers have an end. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /** How long an announcement may keep the batch from stopping; a move waits for longer. */
  static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

  private static final BatchCommand DEADLINE_REACHED = new OwnCommand.DeadlineReached();
  private static final BatchCommand NOTHING_PENDING = new OwnCommand.NothingPending();

  private final TimerScheduler<BatchCommand> timers;
  private final Clock clock;
  private final Duration linger;

  BatchTimers(TimerScheduler<BatchCommand> timers, BatchParts parts) {
    this.timers = timers;
    this.clock = parts.clock();
    this.linger = parts.settings().linger();
  }

  /**
   * For the deadline of the open batch, or for the end, if nothing is waited for.
   *
   * @param dueAt the deadline
   */
  void arm(BatchState state, Optional<Instant> dueAt) {
    dueAt.ifPresentOrElse(
        due -> timers.startSingleTimer(DEADLINE_REACHED, untilFrom(due)),
        () -> timers.cancel(DEADLINE_REACHED));
    if (state.isPending()) {
      timers.cancel(NOTHING_PENDING);
    } else {
      timers.startSingleTimer(NOTHING_PENDING, linger);
    }
  }

  /** What is under way at a stop has so much time left. */
  void stopSoon() {
    timers.startSingleTimer(new OwnCommand.StopNow(), STOP_PATIENCE);
  }

  private Duration untilFrom(Instant due) {
    var wait = Duration.between(clock.instant(), due);
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
