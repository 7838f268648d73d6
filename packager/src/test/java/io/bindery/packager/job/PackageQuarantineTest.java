package io.bindery.packager.job;

import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.job.PackageCommand.AnnounceDone;
import io.bindery.packager.job.PackageCommand.AssemblyDone;
import io.bindery.packager.job.PackageCommand.AttemptEnded;
import io.bindery.packager.job.PackageCommand.Dismiss;
import io.bindery.packager.job.PackageCommand.DismissAnswer;
import io.bindery.packager.job.PackageCommand.NothingFound;
import io.bindery.packager.job.PackageCommand.PushDone;
import io.bindery.packager.job.PackageCommand.ResolveEnded;
import io.bindery.packager.job.PackageCommand.RulesBroken;
import io.bindery.packager.job.PackageCommand.Supersede;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.FolderEmpty;
import io.bindery.packager.job.PackageEvent.JobFailed;
import io.bindery.packager.job.PackageEvent.PackageQuarantined;
import io.bindery.packager.job.PackageEvent.PackageRefused;
import io.bindery.packager.job.PackageEvent.QuarantineDismissed;
import io.bindery.packager.job.PackageEvent.QuarantineMended;
import io.bindery.packager.job.PackageEvent.QuarantineResolved;
import io.bindery.packager.job.PackageEvent.QuarantineSuperseded;
import io.bindery.packager.job.PackageEvent.RevisionPushed;
import io.bindery.packager.job.PackageEvent.RevisionUnchanged;
import io.bindery.packager.quarantine.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A package that breaks its rules, cut off at each of its steps. */
class PackageQuarantineTest extends PackageFixture {
  private static final String HELD_POINTER = "s3://quarantine/.quilt/named_packages/a/b/1";
  private static final List<Problem> PROBLEMS =
      List.of(new Problem("metadata", "$.run", "missing"));

  @BeforeEach
  void onlyOneAttempt() {
    entity = entity(retry(1, Duration.ofHours(12)));
  }

  private static RulesBroken broken(String id, Optional<String> quarantine) {
    return new RulesBroken(id, "It is wrong.", Optional.of("qc"), PROBLEMS, quarantine);
  }

  private List<String> restartedAsks() {
    work.asked.clear();
    entity.restart();
    return work.asked();
  }

  private String quarantined(String messageId) {
    var id = begin(messageId);
    entity.runCommand(broken(id, Optional.of("quarantine")));
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));
    entity.runCommand(new PushDone(id, Optional.of(HELD_POINTER)));
    entity.runCommand(new AnnounceDone(id, "e-1"));
    return id;
  }

  @Test
  void theJobGoesOnInQuarantineAlsoWhenItIsCutOff() {
    var id = begin("m1");

    var refused = entity.runCommand(broken(id, Optional.of("quarantine")));
    assertThat(refused.events())
        .containsExactly(
            new PackageRefused(
                id,
                1,
                "It is wrong.",
                Optional.of("qc"),
                PROBLEMS,
                Optional.of("quarantine"),
                NOW));
    assertThat(work.asked()).last().isEqualTo("assemble for quarantine $.run");
    assertThat(restartedAsks()).containsExactly("assemble for quarantine $.run");

    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));
    assertThat(restartedAsks()).containsExactly("assemble for quarantine $.run");

    entity.runCommand(new AssemblyDone(id, work.made(Optional.of(ScriptedWork.TOP_HASH))));
    assertThat(work.asked()).last().isEqualTo("push ab at " + NOW.getEpochSecond());
    var pushed = entity.runCommand(new PushDone(id, Optional.of(HELD_POINTER)));
    assertThat(pushed.events())
        .containsExactly(
            new RevisionPushed(
                id,
                ScriptedWork.TOP_HASH,
                "s3://quarantine/.quilt/packages/" + ScriptedWork.TOP_HASH,
                HELD_POINTER,
                NOW));
    assertThat(restartedAsks()).containsExactly("announce ab");

    var done = entity.runCommand(new AnnounceDone(id, "e-1"));
    assertThat(done.events())
        .containsExactly(
            new PackageQuarantined(id, "quarantine", ScriptedWork.TOP_HASH, 3, 42, NOW));
    assertThat(done.state().isIdle()).isTrue();
    assertThat(restartedAsks()).isEmpty();
  }

  @Test
  void withoutAQuarantineItFailsWithAllProblems() {
    var id = begin("m1");

    var result = entity.runCommand(broken(id, Optional.empty()));

    assertThat(result.events())
        .containsExactly(
            new PackageRefused(
                id, 1, "It is wrong.", Optional.of("qc"), PROBLEMS, Optional.empty(), NOW),
            new JobFailed(id, 1, "It is wrong.", NOW, Optional.of("rules")));
    assertThat(result.state().isIdle()).isTrue();
    assertThat(result.state().held()).isEmpty();
  }

  @Test
  void aQuarantineThatCannotBeReachedFailsTheJobWithBothReasons() {
    var id = begin("m1");
    entity.runCommand(broken(id, Optional.of("quarantine")));

    var result =
        entity.runCommand(
            new AttemptEnded(
                id, "There is no such bucket.", false, Optional.empty(), FailureReason.CONTENT));

    assertThat(result.events())
        .containsExactly(
            new JobFailed(
                id,
                1,
                "It breaks its rules, and could not be put into quarantine s3://quarantine. There"
                    + " is no such bucket.",
                NOW,
                Optional.of("content")));
    assertThat(result.state().held()).isEmpty();
  }

  @Test
  void aFolderThatWasEmptiedOnTheWayToQuarantineIsNothingToPackage() {
    var id = begin("m1");
    entity.runCommand(broken(id, Optional.of("quarantine")));

    var result = entity.runCommand(new NothingFound(id, "There is nothing to package."));

    assertThat(result.events())
        .containsExactly(new FolderEmpty(id, "There is nothing to package.", NOW));
    assertThat(result.state().isIdle()).isTrue();
  }

  @Test
  void theSameReasonsAgainMakeNoRevision() {
    quarantined("m1");
    var id = begin("m2");
    entity.runCommand(broken(id, Optional.of("quarantine")));

    var result =
        entity.runCommand(new AssemblyDone(id, work.made(Optional.of(ScriptedWork.TOP_HASH))));

    assertThat(result.events())
        .containsExactly(
            new PackageQuarantined(id, "quarantine", ScriptedWork.TOP_HASH, 3, 42, NOW));
  }

  @Test
  void successIsMarkedInQuarantineAlsoWhenItIsCutOff() {
    quarantined("m1");
    var id = begin("m2");

    var unchanged =
        entity.runCommand(
            new AssemblyDone(
                id, work.made(ScriptedWork.OTHER_HASH, Optional.of(ScriptedWork.OTHER_HASH))));

    assertThat(unchanged.events())
        .containsExactly(
            new RevisionUnchanged(id, ScriptedWork.OTHER_HASH, 3, 42, NOW),
            new QuarantineMended(id, ScriptedWork.OTHER_HASH, NOW));
    assertThat(work.asked()).last().isEqualTo("resolve quarantine by lab a/b");
    assertThat(restartedAsks()).containsExactly("resolve quarantine by lab a/b");

    var resolved =
        entity.runCommand(
            new ResolveEnded(id, Optional.of(ScriptedWork.TOP_HASH), Optional.empty()));
    assertThat(resolved.events())
        .containsExactly(
            new QuarantineResolved(id, Optional.of(ScriptedWork.TOP_HASH), Optional.empty(), NOW));
    assertThat(resolved.state().held()).isEmpty();
    assertThat(resolved.state().isIdle()).isTrue();
    assertThat(restartedAsks()).isEmpty();
  }

  @Test
  void aMarkThatCannotBeSetHoldsUpNoJob() {
    quarantined("m1");
    var id = begin("m2");
    entity.runCommand(new AssemblyDone(id, work.made(Optional.of(ScriptedWork.TOP_HASH))));

    var passing =
        entity.runCommand(
            new ResolveEnded(
                id, Optional.empty(), Optional.of(PackagingException.passing("S3 is busy."))));
    assertThat(passing.hasNoEvents()).isTrue();
    assertThat(passing.state().isIdle()).isFalse();

    var next = begin("m3");
    assertThat(work.asked()).last().isEqualTo("assemble s3://lab/x/");
    assertThat(entity.getState().active().orElseThrow().id()).isEqualTo(next);

    entity.runCommand(new AssemblyDone(next, work.made(Optional.of(ScriptedWork.TOP_HASH))));
    work.asked.clear();
    entity.restart();
    assertThat(work.asked()).containsExactly("resolve quarantine by lab a/b");
    var lasting =
        entity.runCommand(
            new ResolveEnded(
                id, Optional.empty(), Optional.of(PackagingException.lasting("No bucket."))));
    assertThat(lasting.events())
        .containsExactly(
            new QuarantineResolved(id, Optional.empty(), Optional.of("No bucket."), NOW));
    assertThat(lasting.state().isIdle()).isTrue();
  }

  @Test
  void aJobThatIsRefusedAgainTakesThePlaceOfOneThatWasMended() {
    quarantined("m1");
    var good = begin("m2");
    entity.runCommand(new AssemblyDone(good, work.made(Optional.of(ScriptedWork.TOP_HASH))));
    entity.runCommand(
        new ResolveEnded(
            good, Optional.empty(), Optional.of(PackagingException.passing("S3 is busy."))));

    quarantined("m3");

    assertThat(entity.getState().held().orElseThrow().mended()).isEmpty();
    assertThat(entity.getState().isIdle()).isTrue();
  }

  @Test
  void theNextJobWaitsForTheMark() {
    quarantined("m1");
    var id = begin("m2");
    var last =
        entity.runCommand(new AssemblyDone(id, work.made(Optional.of(ScriptedWork.TOP_HASH))));
    assertThat(last.events()).noneMatch(AssemblyStarted.class::isInstance);

    begin("m3");
    assertThat(work.asked()).last().isEqualTo("resolve quarantine by lab a/b");
    entity.runCommand(new ResolveEnded(id, Optional.empty(), Optional.empty()));
    assertThat(work.asked()).last().isEqualTo("assemble s3://lab/x/");
  }

  @Test
  void anotherNameForTheSameFolderEndsAQuarantineAlsoWhenItIsCutOff() {
    var held = quarantined("m1");
    var supersede = new Supersede(held, "j-good", "a/c", ScriptedWork.OTHER_HASH);

    assertThat(entity.runCommand(supersede).events())
        .containsExactly(
            new QuarantineSuperseded(held, "j-good", "a/c", ScriptedWork.OTHER_HASH, NOW));

    assertThat(restartedAsks()).containsExactly("resolve quarantine by lab a/c");
    assertThat(entity.runCommand(supersede).hasNoEvents()).as("told again").isTrue();
    entity.runCommand(new ResolveEnded(held, Optional.of(ScriptedWork.TOP_HASH), Optional.empty()));
    assertThat(entity.getState().held()).isEmpty();
    assertThat(entity.runCommand(supersede).hasNoEvents()).as("told late").isTrue();
  }

  @Test
  void whatIsDismissedIsMarkedAlsoWhenItIsCutOff() {
    var held = quarantined("m1");

    var dismissed = dismiss(held);

    assertThat(dismissed.events())
        .containsExactly(new QuarantineDismissed(held, "ada", "a test run", NOW));
    assertThat(dismissed.reply()).isEqualTo(new DismissAnswer(true));
    assertThat(restartedAsks())
        .containsExactly("resolve quarantine Dismissed[by=ada, reason=a test run]");
    assertThat(dismiss(held).reply()).isEqualTo(new DismissAnswer(false));
    entity.runCommand(new ResolveEnded(held, Optional.empty(), Optional.empty()));
    assertThat(entity.getState().isIdle()).isTrue();

    // What is wrong still, and comes again, is in quarantine again.
    quarantined("m2");
    assertThat(entity.getState().isInQuarantine()).isTrue();
  }

  private EventSourcedBehaviorTestKit.CommandResultWithReply<
          PackageCommand, PackageEvent, PackageState, DismissAnswer>
      dismiss(String jobId) {
    return entity.runCommand(replyTo -> new Dismiss(jobId, "ada", "a test run", replyTo));
  }
}
