package io.bindery.packager.job;

import akka.actor.typed.javadsl.TimerScheduler;
import io.bindery.packager.job.PackageCommand.Tick;
import java.time.Duration;
import java.time.Instant;

/** What a package is woken for, and how often it has tried what must succeed in the end. */
final class Alarms {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  /** How often the progress of an assembly is told. */
  private static final Duration REPORT_INTERVAL = Duration.ofSeconds(2);

  private final TimerScheduler<PackageCommand> timers;
  private final RetryPolicy retry;
  private int announceFailures;
  private int resolveFailures;

  Alarms(TimerScheduler<PackageCommand> timers, RetryPolicy retry) {
    this.timers = timers;
    this.retry = retry;
  }

  /** A time that lies further ahead than any pause was set by a clock that was wrong. */
  void retryAt(Instant at, Instant now) {
    var pause = Duration.between(now, at);
    boolean known = !pause.isNegative() && pause.compareTo(retry.longest()) <= 0;
    timers.startSingleTimer(Tick.RETRY, known ? pause : Duration.ZERO);
  }

  void noRetry() {
    timers.cancel(Tick.RETRY);
  }

  void startReports() {
    timers.startTimerWithFixedDelay(Tick.REPORT, REPORT_INTERVAL);
  }

  void endReports() {
    timers.cancel(Tick.REPORT);
  }

  void announceAgain() {
    announceFailures++;
    timers.startSingleTimer(Tick.ANNOUNCE, retry.pauseAfter(announceFailures));
  }

  /** The next announcement is of something else. */
  void announceAnew() {
    announceFailures = 0;
  }

  void resolveAgain() {
    resolveFailures++;
    timers.startSingleTimer(Tick.RESOLVE, retry.pauseAfter(resolveFailures));
  }

  void resolveAnew() {
    resolveFailures = 0;
  }

  boolean isResolveDue() {
    return !timers.isTimerActive(Tick.RESOLVE);
  }

  void stopSoon() {
    timers.startSingleTimer(Tick.STOP_NOW, STOP_PATIENCE);
  }
}
