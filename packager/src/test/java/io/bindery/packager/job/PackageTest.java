package io.bindery.packager.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.draft.Draft;
import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.job.PackageCommand.Accept;
import io.bindery.packager.job.PackageCommand.Accepted;
import io.bindery.packager.job.PackageCommand.AnnounceDone;
import io.bindery.packager.job.PackageCommand.Answer;
import io.bindery.packager.job.PackageCommand.AssemblyDone;
import io.bindery.packager.job.PackageCommand.AttemptEnded;
import io.bindery.packager.job.PackageCommand.Busy;
import io.bindery.packager.job.PackageCommand.DraftDone;
import io.bindery.packager.job.PackageCommand.FoundOwned;
import io.bindery.packager.job.PackageCommand.NothingFound;
import io.bindery.packager.job.PackageCommand.PushDone;
import io.bindery.packager.job.PackageCommand.Tick;
import io.bindery.packager.job.PackageCommand.Wake;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.FolderEmpty;
import io.bindery.packager.job.PackageEvent.PackageOwned;
import io.bindery.packager.job.PackageEvent.PackageSuggested;
import io.bindery.packager.job.PackageEvent.RevisionAnnounced;
import io.bindery.packager.job.PackageEvent.RevisionAssembled;
import io.bindery.packager.job.PackageEvent.RevisionPushed;
import io.bindery.packager.job.PackageEvent.RevisionUnchanged;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The jobs of one package, from what asks for them to the announcement. */
class PackageTest extends PackageFixture {
  @Test
  void anAcceptedDescriptionIsJournaledAnsweredAndBegun() {
    var result = accept("m1", description("x"));

    var id = JobId.of("m1", description("x"));
    assertThat(result.events())
        .containsExactly(
            PackageEvents.accepted(id, "m1", description("x"), NOW),
            new AssemblyStarted(id, 1, NOW));
    assertThat(result.reply()).isEqualTo(new Accepted(id));
    assertThat(result.state().active().orElseThrow().id()).isEqualTo(id);
    assertThat(result.state().waiting()).isEmpty();
    assertThat(work.asked()).containsExactly("assemble s3://lab/x/");
  }

  @Test
  void theSameMessageAgainHasNoEffect() {
    var first = accept("m1", description("x"));

    var again = accept("m1", description("x"));

    assertThat(again.hasNoEvents()).isTrue();
    assertThat(again.reply()).isEqualTo(first.reply());
    assertThat(again.state()).isEqualTo(first.state());
  }

  @Test
  void theSameMessageIsStillKnownWhenItsJobIsDone() {
    var id = revise("m1");

    var again = accept("m1", description("x"));

    assertThat(again.hasNoEvents()).isTrue();
    assertThat(again.reply()).isEqualTo(new Accepted(id));
  }

  @Test
  void anEqualDescriptionThatStillWaitsIsJoined() {
    accept("m1", description("x"));
    var second = accept("m2", description("x"));
    var waiting = JobId.of("m2", description("x"));
    assertThat(second.reply()).isEqualTo(new Accepted(waiting));

    var third = accept("m3", description("x"));

    assertThat(third.events())
        .containsExactly(
            PackageEvents.coalesced(waiting, JobId.of("m3", description("x")), "m3", NOW));
    assertThat(third.reply()).isEqualTo(new Accepted(waiting));
    assertThat(third.state().waiting()).hasSize(1);
    assertThat(accept("m3", description("x")).hasNoEvents()).isTrue();
  }

  @Test
  void aJobIsWorkedOnWithTheBatchThatAskedForItFirst() {
    accept("m1", description("x"));
    for (var batch : List.of("b1", "b2")) {
      var unused =
          entity.<Answer>runCommand(
              replyTo ->
                  new Accept(
                      batch,
                      description("x"),
                      Optional.empty(),
                      List.of(batch),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      replyTo));
    }

    var state = entity.getState();
    assertThat(state.active().orElseThrow().asked().batchId()).isEmpty();
    assertThat(state.waiting()).hasSize(1);
    assertThat(state.waiting().get(0).asked().batchId()).contains("b1");
    assertThat(state.waiting().get(0).asked().toJson()).isEqualTo(description("x"));
  }

  @Test
  void whatIsOwnedIsDraftedAndSuggestedAlsoAfterARestart() {
    var id = begin("m1");
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));
    entity.runCommand(new AttemptEnded(id, "Lost.", true, Optional.empty(), FailureReason.CHANGED));
    entity.runCommand(PackageCommand.Tick.RETRY);

    var owned = entity.runCommand(new FoundOwned(id, ScriptedWork.OTHER_HASH));
    assertThat(owned.events())
        .containsExactly(new PackageOwned(id, 2, ScriptedWork.OTHER_HASH, NOW));
    assertThat(owned.state().active().orElseThrow().assembled()).isEmpty();
    // What the first attempt may have left in the registry is withdrawn.
    assertThat(work.asked()).endsWith("abandon ab at " + NOW.getEpochSecond(), "draft s3://lab/x/");
    entity.restart();
    assertThat(work.asked()).last().isEqualTo("draft s3://lab/x/");

    accept("m2", description("y"));
    var draft = draft();
    var done = entity.runCommand(new DraftDone(id, draft));
    var next = JobId.of("m2", description("y"));
    assertThat(done.events())
        .containsExactly(
            new PackageSuggested(id, draft, Optional.of(ScriptedWork.OTHER_HASH), NOW),
            new AssemblyStarted(next, 1, NOW));
    assertThat(accept("m1", description("x")).reply()).isEqualTo(new Accepted(id));
  }

  private static Draft draft() {
    return new Draft(
        1,
        5,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        0);
  }

  @Test
  void aSuggestionMakesNothingUnlessSomebodyOrdersTheSameMeanwhile() {
    ask("m1", "x", Intent.SUGGESTION);
    assertThat(work.asked()).containsExactly("draft s3://lab/x/");
    ask("m2", "y", Intent.SUGGESTION);
    ask("m3", "y", Intent.ORDER);
    ask("m4", "y", Intent.AUTOMATIC);
    entity.runCommand(new DraftDone(JobId.of("m1", description("x")), draft()));
    assertThat(work.asked()).last().isEqualTo("assemble s3://lab/y/ by order");
  }

  private void ask(String messageId, String folder, Intent intent) {
    entity.<Answer>runCommand(
        replyTo ->
            new Accept(
                messageId,
                description(folder),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(intent),
                replyTo));
  }

  @Test
  void tenTriggersWhileOneRunsMakeOneFurtherRun() {
    accept("m0", description("x"));
    for (int i = 1; i <= 10; i++) {
      accept("m" + i, description("x"));
    }

    assertThat(entity.getState().waiting()).hasSize(1);
  }

  @Test
  void tooManyDifferentJobsAreLeftToTheQueue() {
    accept("m1", description("x"));
    accept("m2", description("y"));
    accept("m3", description("z"));

    var result = accept("m4", description("u"));

    assertThat(result.hasNoEvents()).isTrue();
    assertThat(result.reply()).isEqualTo(new Busy("2 jobs of this package wait already"));
  }

  @Test
  void aRevisionIsAssembledPushedAndAnnounced() {
    var id = begin("m1");

    var assembled = entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));
    assertThat(assembled.events())
        .containsExactly(
            new RevisionAssembled(id, ScriptedWork.TOP_HASH, 3, 42, NOW.getEpochSecond(), NOW));

    var pushed = entity.runCommand(new PushDone(id, Optional.of(POINTER)));
    assertThat(pushed.events())
        .containsExactly(
            new RevisionPushed(
                id,
                ScriptedWork.TOP_HASH,
                "s3://lab/.quilt/packages/" + ScriptedWork.TOP_HASH,
                POINTER,
                NOW));

    var announced = entity.runCommand(new AnnounceDone(id, "e-1"));
    assertThat(announced.events())
        .containsExactly(new RevisionAnnounced(id, ScriptedWork.TOP_HASH, "e-1", NOW));
    assertThat(announced.state().isIdle()).isTrue();
    assertThat(work.asked())
        .containsExactly(
            "assemble s3://lab/x/", "push ab at " + NOW.getEpochSecond(), "announce ab");
  }

  /** Readers take revisions in the order of their pointers, and clocks jump. */
  @Test
  void aRevisionIsNewerThanTheLastWhateverTheClockSays() {
    var first = begin("m1");
    entity.runCommand(new AssemblyDone(first, work.made(Optional.empty())));
    long ahead = NOW.getEpochSecond() + 3600;
    entity.runCommand(
        new PushDone(first, Optional.of("s3://lab/.quilt/named_packages/a/b/" + ahead)));
    entity.runCommand(new AnnounceDone(first, "e-1"));
    entity.restart();
    var second = begin("m2");

    var assembled = entity.runCommand(new AssemblyDone(second, work.made(Optional.empty())));

    assertThat(assembled.events())
        .containsExactly(
            new RevisionAssembled(second, ScriptedWork.TOP_HASH, 3, 42, ahead + 1, NOW));
    assertThat(work.asked()).contains("push ab at " + (ahead + 1));
  }

  @Test
  void theNextJobBeginsWithTheEndOfTheLast() {
    accept("m1", description("x"));
    accept("m2", description("y"));
    var id = JobId.of("m1", description("x"));
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));
    entity.runCommand(new PushDone(id, Optional.of(POINTER)));

    var result = entity.runCommand(new AnnounceDone(id, "e-1"));

    var next = JobId.of("m2", description("y"));
    assertThat(result.events())
        .containsExactly(
            new RevisionAnnounced(id, ScriptedWork.TOP_HASH, "e-1", NOW),
            new AssemblyStarted(next, 1, NOW));
    assertThat(result.state().active().orElseThrow().id()).isEqualTo(next);
    assertThat(work.asked()).last().isEqualTo("assemble s3://lab/y/");
  }

  @Test
  void unchangedContentIsNotPushed() {
    var id = begin("m1");

    var result =
        entity.runCommand(new AssemblyDone(id, work.made(Optional.of(ScriptedWork.TOP_HASH))));

    assertThat(result.events())
        .containsExactly(new RevisionUnchanged(id, ScriptedWork.TOP_HASH, 3, 42, NOW));
    assertThat(result.state().isIdle()).isTrue();
    assertThat(work.discarded).hasValue(1);
    assertThat(work.asked()).containsExactly("assemble s3://lab/x/");
  }

  @Test
  void nothingToPackageEndsTheJobAndTheNextBegins() {
    accept("m1", description("x"));
    accept("m2", description("y"));
    var id = JobId.of("m1", description("x"));

    var result = entity.runCommand(new NothingFound(id, "There is nothing to package."));

    assertThat(result.events())
        .containsExactly(
            new FolderEmpty(id, "There is nothing to package.", NOW),
            new AssemblyStarted(JobId.of("m2", description("y")), 1, NOW));
  }

  @Test
  void theProgressOfAnAssemblyIsToldAlsoAtItsEnd() {
    var id = begin("m1");
    entity.runCommand(Tick.REPORT);
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));
    entity.runCommand(Tick.REPORT);

    assertThat(work.reported).containsExactly(id, id);
  }

  @Test
  void aWakeUpWhileBusyHasNoEffect() {
    begin("m1");

    assertThat(entity.runCommand(new Wake()).hasNoEvents()).isTrue();
    assertThat(work.asked()).hasSize(1);
  }
}
