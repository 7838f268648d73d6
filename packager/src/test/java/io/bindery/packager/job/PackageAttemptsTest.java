package io.bindery.packager.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.job.PackageCommand.AnnounceFailed;
import io.bindery.packager.job.PackageCommand.AssemblyDone;
import io.bindery.packager.job.PackageCommand.AttemptEnded;
import io.bindery.packager.job.PackageCommand.PushDone;
import io.bindery.packager.job.PackageCommand.Tick;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.AttemptFailed;
import io.bindery.packager.job.PackageEvent.JobFailed;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a package does with what fails. */
class PackageAttemptsTest extends PackageFixture {
  @Test
  void whatMayPassIsTriedAgainWithGrowingPauses() {
    var id = begin("m1");

    var first =
        entity.runCommand(
            new AttemptEnded(id, "S3 is busy.", true, Optional.empty(), FailureReason.UNAVAILABLE));
    assertThat(first.events())
        .containsExactly(
            new AttemptFailed(
                id,
                1,
                "S3 is busy.",
                NOW.plus(Duration.ofHours(1)),
                NOW,
                Optional.empty(),
                Optional.of("unavailable")));
    assertThat(work.asked()).hasSize(1);

    var second = entity.runCommand(Tick.RETRY);
    assertThat(second.events()).containsExactly(new AssemblyStarted(id, 2, NOW));
    assertThat(work.asked()).hasSize(2);

    assertThat(
            entity
                .runCommand(
                    new AttemptEnded(
                        id, "S3 is busy.", true, Optional.empty(), FailureReason.UNAVAILABLE))
                .events())
        .containsExactly(
            new AttemptFailed(
                id,
                2,
                "S3 is busy.",
                NOW.plus(Duration.ofHours(2)),
                NOW,
                Optional.empty(),
                Optional.of("unavailable")));
    entity.runCommand(Tick.RETRY);
    var last =
        entity.runCommand(
            new AttemptEnded(id, "S3 is busy.", true, Optional.empty(), FailureReason.UNAVAILABLE));
    assertThat(last.events())
        .containsExactly(
            new JobFailed(
                id, 3, "Given up after 3 attempts. S3 is busy.", NOW, Optional.of("unavailable")));
    assertThat(last.state().isIdle()).isTrue();
  }

  @Test
  void whatAwsRefusesIsTriedAgainByTheClockAndTakesNoAttempt() {
    var id = begin("m1");
    var refused =
        new AttemptEnded(
            id, "AWS said no.", true, Optional.of("the right to do it"), FailureReason.NO_RIGHT);
    for (int attempt = 1; attempt <= 5; attempt++) {
      var result = entity.runCommand(refused);
      // The longest pause is 8 hours, and half a day is waited.
      var pause = Duration.ofHours(Math.min(8, 1L << (attempt - 1)));
      assertThat(result.events())
          .containsExactly(
              new AttemptFailed(
                  id,
                  attempt,
                  "Waiting for the right to do it, until "
                      + NOW.plus(Duration.ofHours(12))
                      + ". AWS said no.",
                  NOW.plus(pause),
                  NOW,
                  Optional.of(NOW),
                  Optional.of("no-right")));
      entity.runCommand(Tick.RETRY);
    }

    // What only passes counts from here, and the refusal is over.
    var busy =
        entity.runCommand(
            new AttemptEnded(id, "S3 is busy.", true, Optional.empty(), FailureReason.UNAVAILABLE));
    assertThat(busy.events())
        .containsExactly(
            new AttemptFailed(
                id,
                6,
                "S3 is busy.",
                NOW.plus(Duration.ofHours(1)),
                NOW,
                Optional.empty(),
                Optional.of("unavailable")));
    assertThat(busy.state().active().orElseThrow().refusal())
        .isEqualTo(new Job.Refusal(Optional.empty(), 5));
  }

  @Test
  void aRefusalThatLastsLongerThanTheSettingSaysFailsTheJob() {
    entity = entity(retry(3, Duration.ZERO));
    var id = begin("m1");
    var result =
        entity.runCommand(
            new AttemptEnded(
                id,
                "AWS said no.",
                true,
                Optional.of("valid credentials"),
                FailureReason.NO_CREDENTIALS));
    assertThat(result.events())
        .containsExactly(
            new JobFailed(
                id,
                1,
                "Given up, for AWS has refused it for PT0S. AWS said no.",
                NOW,
                Optional.of("no-credentials")));
  }

  @Test
  void whatLastsFailsTheJobAtOnceAndTheNextBegins() {
    accept("m1", description("x"));
    accept("m2", description("y"));
    var id = JobId.of("m1", description("x"));

    var result =
        entity.runCommand(
            new AttemptEnded(
                id, "Object a//b cannot be.", false, Optional.empty(), FailureReason.CONTENT));

    assertThat(result.events())
        .containsExactly(
            new JobFailed(id, 1, "Object a//b cannot be.", NOW, Optional.of("content")),
            new AssemblyStarted(JobId.of("m2", description("y")), 1, NOW));
  }

  @Test
  void anAnnouncementIsTriedUntilItIsOut() {
    var id = begin("m1");
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));
    entity.runCommand(new PushDone(id, Optional.of(POINTER)));

    for (int i = 0; i < 5; i++) {
      assertThat(entity.runCommand(new AnnounceFailed(id, "no bus")).hasNoEvents()).isTrue();
      entity.runCommand(Tick.ANNOUNCE);
    }

    assertThat(entity.getState().active()).isPresent();
    assertThat(work.asked().stream().filter("announce ab"::equals)).hasSize(6);
  }
}
