package io.bindery.service.canary;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.bindery.platform.canary.CanarySettings;
import io.bindery.service.canary.CanaryStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How the table of canaries is judged, moment by moment. */
class CanaryStatusTest {
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
  private static final Duration LONG_UP = Duration.ofDays(1);

  private static final CanarySettings SETTINGS =
      CanarySettings.from(
          ConfigFactory.parseString(
                  "bindery.canary { bucket = lab, every = 1 hour, late-after = 15 minutes }")
              .withFallback(ConfigFactory.parseResources("application.conf").resolve()));

  private static CanaryRun run(
      Instant startedAt, CanaryStep step, String words, CanaryRun.Outcome outcome) {
    return new CanaryRun(
        "id of " + startedAt,
        new CanaryRun.Cause(Optional.empty(), Optional.empty()),
        new CanaryRun.Target(
            "lab", "bindery-canary/x/canary.json", "lab", "bindery/canary", Optional.empty()),
        startedAt,
        Optional.of(startedAt),
        new CanaryRun.Standing(step, startedAt, Optional.ofNullable(words), Optional.empty()),
        new CanaryRun.Revision(Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.ofNullable(outcome).map(it -> startedAt.plusSeconds(20)),
        Optional.ofNullable(outcome),
        new CanaryRun.Cleaning(Optional.empty(), Optional.empty()));
  }

  private static CanaryStatus status(
      Instant now, Duration uptime, Optional<Instant> passedAt, CanaryRun... last) {
    return CanaryStatus.of(
        new CanaryFacts(now, Arrays.asList(last), passedAt, 0, Optional.empty()), SETTINGS, uptime);
  }

  @Test
  void oneOnItsWayIsLateOnlyAfterItsTime() {
    var open = run(NOON, CanaryStep.NOTICE, "No notice of it is recorded.", null);
    assertThat(status(NOON.plusSeconds(900), LONG_UP, Optional.empty(), open).state())
        .isEqualTo(State.WAITING);
    var late = status(NOON.plusSeconds(901), LONG_UP, Optional.of(NOON.minusSeconds(60)), open);
    assertThat(late.state()).isEqualTo(State.LATE);
    assertThat(late.stuckAt()).contains(CanaryStep.NOTICE);
    assertThat(late.lateSeconds()).isEqualTo(2);
    assertThat(late.ageSeconds()).contains(961L);
    assertThat(late.words())
        .contains(
            "The canary of 2026-11-30T12:00:00Z is late by 2 s: it is uploaded and never noticed. No"
                + " notice of it is recorded.");
  }

  /** With the settings as they are delivered, whatever moment the fault comes at. */
  @Test
  void whatBreaksIsFoundWithinTheHour() {
    var settings =
        CanarySettings.from(
            ConfigFactory.parseString("bindery.canary.bucket = lab")
                .withFallback(ConfigFactory.parseResources("application.conf").resolve()));
    var hour = Duration.ofHours(1);
    long span = settings.every().toSeconds();
    // One began at noon and came through after 20 s; nothing does that begins after the fault.
    var before = run(NOON, CanaryStep.REGISTRY, null, CanaryRun.Outcome.PASSED);
    var stuck = run(NOON.plusSeconds(span), CanaryStep.NOTICE, null, null);
    for (long second = 20; second <= span; second++) {
      var facts =
          new CanaryFacts(
              NOON.plusSeconds(second).plus(hour),
              List.of(stuck, before),
              Optional.of(NOON.plusSeconds(20)),
              0,
              Optional.empty());
      var status = CanaryStatus.of(facts, settings, LONG_UP);
      assertThat(status.state()).as("broken %d s after noon", second).isEqualTo(State.LATE);
    }
    // With some time for the rounds in which it is uploaded and looked at.
    assertThat(settings.every().plus(settings.lateAfter()).plusMinutes(1)).isLessThan(hour);
  }

  @Test
  void eachStepHasItsWords() {
    for (var step : CanaryStep.values()) {
      var late =
          status(NOON.plusSeconds(1000), LONG_UP, Optional.empty(), run(NOON, step, null, null));
      assertThat(late.words().orElseThrow()).endsWith("it is " + step.phrase() + ".");
    }
  }

  @Test
  void whatDidNotPassIsToldUntilOnePasses() {
    for (var outcome : List.of(CanaryRun.Outcome.FAILED, CanaryRun.Outcome.LOST)) {
      var missed = run(NOON, CanaryStep.JOB, "No job is known of it.", outcome);
      var next = run(NOON.plusSeconds(3600), CanaryStep.NOTICE, null, null);
      var status = status(NOON.plusSeconds(3601), LONG_UP, Optional.empty(), next, missed);
      assertThat(status.state()).isEqualTo(State.FAILED);
      assertThat(status.stuckAt()).contains(CanaryStep.JOB);
      assertThat(status.words().orElseThrow()).contains("announced and never packaged");
    }
    var passed = run(NOON.plusSeconds(3600), CanaryStep.REGISTRY, null, CanaryRun.Outcome.PASSED);
    var missed = run(NOON, CanaryStep.JOB, null, CanaryRun.Outcome.LOST);
    assertThat(
            status(
                    NOON.plusSeconds(3700),
                    LONG_UP,
                    Optional.of(NOON.plusSeconds(3620)),
                    passed,
                    missed)
                .state())
        .isEqualTo(State.PASSED);
  }

  @Test
  void thatNoneIsUploadedAnyMoreIsTold() {
    var passed = run(NOON, CanaryStep.REGISTRY, null, CanaryRun.Outcome.PASSED);
    var at = Optional.of(NOON.plusSeconds(20));
    assertThat(status(NOON.plusSeconds(7200), LONG_UP, at, passed).state()).isEqualTo(State.SILENT);
    assertThat(status(NOON.plusSeconds(7199), LONG_UP, at, passed).state()).isEqualTo(State.PASSED);
    // A service that was off for a week has uploaded none.
    assertThat(status(NOON.plusSeconds(700_000), Duration.ofMinutes(1), at, passed).state())
        .isEqualTo(State.PASSED);
    assertThat(status(NOON, LONG_UP, Optional.empty()).state()).isEqualTo(State.SILENT);
    assertThat(status(NOON, Duration.ofMinutes(1), Optional.empty()).state())
        .isEqualTo(State.WAITING);
  }

  @Test
  void thatNoneCanBeMadeIsToldAtOnce() {
    var passed = run(NOON, CanaryStep.REGISTRY, null, CanaryRun.Outcome.PASSED);
    var facts =
        new CanaryFacts(
            NOON.plusSeconds(60),
            List.of(passed),
            Optional.of(NOON),
            1000,
            Optional.of("There is no bucket."));
    var status = CanaryStatus.of(facts, SETTINGS, Duration.ofMinutes(1));
    assertThat(status.state()).isEqualTo(State.SILENT);
    assertThat(status.words())
        .contains(
            "No canary is uploaded: the files of 1000 of them cannot be removed. There is no bucket.");
  }

  @Test
  void aClockThatWasSetBackMakesNothingLate() {
    var open = run(NOON, CanaryStep.BATCH, null, null);
    var status = status(NOON.minusSeconds(86_400), LONG_UP, Optional.of(NOON), open);
    assertThat(status.state()).isEqualTo(State.PASSED);
    assertThat(status.ageSeconds()).contains(0L);
    assertThat(status.lateSeconds()).isZero();
  }
}
