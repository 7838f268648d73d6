package io.bindery.service.canary;

import io.bindery.platform.canary.CanarySettings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How it is with the canary, as health tells it.
 *
 * @param everySeconds the length of the span in which one is uploaded
 * @param passedAt when the last one passed that did
 * @param ageSeconds how long ago that was
 * @param lateSeconds how late the one is that is missing; 0 if none is
 * @param runId of the canary that this is about
 * @param stuckAt the step that it did not pass
 * @param words what is wrong
 * @param wayOut what to do
 */
public record CanaryStatus(
    State state,
    long everySeconds,
    Optional<Instant> passedAt,
    Optional<Long> ageSeconds,
    long lateSeconds,
    Optional<String> runId,
    Optional<CanaryStep> stuckAt,
    Optional<String> words,
    Optional<String> wayOut) {

  /** How it is. */
  public enum State {
    /** None has passed yet, and none is late. */
    WAITING,
    /** The last one passed, and the next one is not late. */
    PASSED,
    /** One is on its way for too long. */
    LATE,
    /** The last one did not pass. */
    FAILED,
    /** None is uploaded although it is time. */
    SILENT
  }

  /**
   * Judges.
   *
   * @param uptime of the node, for a service that was off has uploaded none
   */
  static CanaryStatus of(CanaryFacts facts, CanarySettings settings, Duration uptime) {
    var open = facts.open();
    var late = open.filter(run -> isLate(run, facts.now(), settings));
    if (late.isPresent()) {
      return stuck(State.LATE, late.get(), facts, settings);
    }
    if (open.isEmpty() && isFull(facts)) {
      return silent(facts, settings);
    }
    var missed = facts.lastEnded().filter(run -> !run.outcome().equals(passed()));
    if (missed.isPresent()) {
      return stuck(State.FAILED, missed.get(), facts, settings);
    }
    if (open.isEmpty() && isSilent(facts, settings, uptime)) {
      return silent(facts, settings);
    }
    return status(
        facts.passedAt().isPresent() ? State.PASSED : State.WAITING,
        facts,
        settings,
        0,
        open,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Optional<CanaryRun.Outcome> passed() {
    return Optional.of(CanaryRun.Outcome.PASSED);
  }

  private static boolean isLate(CanaryRun run, Instant now, CanarySettings settings) {
    return lateness(run, now, settings) > 0;
  }

  /** In seconds, rounded up: what is late is late by a second at least. */
  private static long lateness(CanaryRun run, Instant now, CanarySettings settings) {
    var late = Duration.between(run.startedAt().plus(settings.lateAfter()), now);
    return late.isNegative() || late.isZero() ? 0 : late.toSeconds() + 1;
  }

  /** Whether none is made until old ones are removed. */
  private static boolean isFull(CanaryFacts facts) {
    return facts.uncleaned() >= CanaryRows.MOST_UNCLEANED;
  }

  private static boolean isSilent(CanaryFacts facts, CanarySettings settings, Duration uptime) {
    var patience = settings.every().multipliedBy(2);
    return uptime.compareTo(patience) > 0
        && facts.last().stream()
            .findFirst()
            .filter(run -> run.startedAt().plus(patience).isAfter(facts.now()))
            .isEmpty();
  }

  private static CanaryStatus stuck(
      State state, CanaryRun run, CanaryFacts facts, CanarySettings settings) {
    var begun = run.startedAt().truncatedTo(ChronoUnit.SECONDS);
    var why = run.standing().words().map(words -> " " + words).orElse("");
    return status(
        state,
        facts,
        settings,
        lateness(run, facts.now(), settings),
        Optional.of(run),
        Optional.of(run.standing().step()),
        Optional.of(
            (state == State.LATE
                    ? "The canary of %s is late by %d s: it is %s.%s"
                        .formatted(
                            begun,
                            lateness(run, facts.now(), settings),
                            run.standing().step().phrase(),
                            why)
                    : "The canary of %s did not pass: it is %s.%s"
                        .formatted(begun, run.standing().step().phrase(), why))
                .strip()),
        run.standing().wayOut());
  }

  private static CanaryStatus silent(CanaryFacts facts, CanarySettings settings) {
    boolean full = isFull(facts);
    var last = facts.last().stream().findFirst().map(CanaryRun::startedAt);
    return status(
        State.SILENT,
        facts,
        settings,
        last.map(
                at ->
                    Math.max(
                        0, Duration.between(at.plus(settings.every()), facts.now()).toSeconds()))
            .orElse(0L),
        Optional.empty(),
        Optional.empty(),
        Optional.of(
            full
                ? "No canary is uploaded: the files of %d of them cannot be removed. %s"
                    .formatted(facts.uncleaned(), facts.cleaningError().orElse(""))
                    .strip()
                : "No canary is uploaded%s, although one is due every %d s."
                    .formatted(
                        last.map(at -> " since " + at.truncatedTo(ChronoUnit.SECONDS)).orElse(""),
                        settings.every().toSeconds())),
        Optional.of(
            full
                ? "Allow s3:DeleteObject and s3:DeleteObjectVersion on what canaries write."
                : "Look at the log of the oldest node for the name canary."));
  }

  private static CanaryStatus status(
      State state,
      CanaryFacts facts,
      CanarySettings settings,
      long late,
      Optional<CanaryRun> run,
      Optional<CanaryStep> step,
      Optional<String> words,
      Optional<String> wayOut) {
    return new CanaryStatus(
        state,
        settings.every().toSeconds(),
        facts.passedAt(),
        facts.passedAt().map(at -> Math.max(0, Duration.between(at, facts.now()).toSeconds())),
        late,
        run.map(CanaryRun::runId),
        step,
        words,
        wayOut);
  }
}
