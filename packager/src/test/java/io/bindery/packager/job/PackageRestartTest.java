package io.bindery.packager.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.job.PackageCommand.AssemblyDone;
import io.bindery.packager.job.PackageCommand.AttemptEnded;
import io.bindery.packager.job.PackageCommand.PushDone;
import io.bindery.packager.job.PackageCommand.Wake;
import io.bindery.packager.job.PackageEvent.JobFailed;
import io.bindery.packager.job.PackageEvent.RevisionAssembled;
import io.bindery.packager.job.PackageEvent.RevisionUnchanged;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a package does after it was cut off, at each of its steps. */
class PackageRestartTest extends PackageFixture {
  @Test
  void aRestartWhileAssemblingAssemblesAgain() {
    begin("m1");

    var restarted = entity.restart();

    assertThat(restarted.state().active()).isPresent();
    await().untilAsserted(() -> assertThat(work.asked()).hasSize(2));
    assertThat(work.cancelled).hasValue(1);
  }

  @Test
  void aRestartAfterTheAssemblyPushesWithTheSamePointer() {
    var id = begin("m1");
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));
    entity.restart();

    // The push before the crash had come as far as latest.
    var result =
        entity.runCommand(new AssemblyDone(id, work.made(Optional.of(ScriptedWork.TOP_HASH))));

    assertThat(result.hasNoEvents()).isTrue();
    assertThat(work.asked())
        .containsExactly(
            "assemble s3://lab/x/",
            "push ab at " + NOW.getEpochSecond(),
            "assemble s3://lab/x/",
            "push ab at " + NOW.getEpochSecond());
  }

  @Test
  void contentThatChangedOverARestartIsAnotherRevision() {
    var id = begin("m1");
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));
    entity.restart();

    var result =
        entity.runCommand(
            new AssemblyDone(id, work.made(ScriptedWork.OTHER_HASH, Optional.empty())));

    assertThat(result.event())
        .isEqualTo(
            new RevisionAssembled(id, ScriptedWork.OTHER_HASH, 3, 42, NOW.getEpochSecond(), NOW));
    assertThat(work.asked()).contains("abandon ab at " + NOW.getEpochSecond());
  }

  @Test
  void aJobThatFailsAfterItsPushBeganLeavesNoPointer() {
    var id = begin("m1");
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));

    var result =
        entity.runCommand(
            new AttemptEnded(id, "Access denied.", false, Optional.empty(), FailureReason.CONTENT));

    assertThat(result.event())
        .isEqualTo(new JobFailed(id, 1, "Access denied.", NOW, Optional.of("content")));
    assertThat(work.asked()).contains("abandon ab at " + NOW.getEpochSecond());
  }

  @Test
  void whatAnotherPushedMeanwhileIsNotPushedAgain() {
    var id = begin("m1");
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));

    var result = entity.runCommand(new PushDone(id, Optional.empty()));

    assertThat(result.event())
        .isEqualTo(new RevisionUnchanged(id, ScriptedWork.TOP_HASH, 3, 42, NOW));
  }

  @Test
  void aRestartAfterThePushAnnounces() {
    var id = begin("m1");
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));
    entity.runCommand(new PushDone(id, Optional.of(POINTER)));

    entity.restart();

    await()
        .untilAsserted(
            () -> assertThat(work.asked().stream().filter("announce ab"::equals)).hasSize(2));
  }

  @Test
  void aRestartKeepsThePauseBeforeTheNextAttempt() {
    var id = begin("m1");
    entity.runCommand(
        new AttemptEnded(id, "S3 is busy.", true, Optional.empty(), FailureReason.UNAVAILABLE));

    entity.restart();
    entity.runCommand(new Wake());

    assertThat(entity.getState().active().orElseThrow().retryAt()).isPresent();
    assertThat(work.asked()).hasSize(1);
  }
}
