package io.bindery.packager.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.CommandResultWithReply;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.draft.Draft;
import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.job.PackageCommand.Accept;
import io.bindery.packager.job.PackageCommand.Accepted;
import io.bindery.packager.job.PackageCommand.AnnounceDone;
import io.bindery.packager.job.PackageCommand.AnnounceFailed;
import io.bindery.packager.job.PackageCommand.Answer;
import io.bindery.packager.job.PackageCommand.AssemblyDone;
import io.bindery.packager.job.PackageCommand.AttemptEnded;
import io.bindery.packager.job.PackageCommand.Busy;
import io.bindery.packager.job.PackageCommand.Cancel;
import io.bindery.packager.job.PackageCommand.Cancelled;
import io.bindery.packager.job.PackageCommand.DraftDone;
import io.bindery.packager.job.PackageCommand.FoundOwned;
import io.bindery.packager.job.PackageCommand.NotCancelled;
import io.bindery.packager.job.PackageCommand.NothingFound;
import io.bindery.packager.job.PackageCommand.PushDone;
import io.bindery.packager.job.PackageCommand.Stop;
import io.bindery.packager.job.PackageCommand.Tick;
import io.bindery.packager.job.PackageCommand.Wake;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.AttemptFailed;
import io.bindery.packager.job.PackageEvent.FolderEmpty;
import io.bindery.packager.job.PackageEvent.JobCancelled;
import io.bindery.packager.job.PackageEvent.JobFailed;
import io.bindery.packager.job.PackageEvent.PackageOwned;
import io.bindery.packager.job.PackageEvent.PackageSuggested;
import io.bindery.packager.job.PackageEvent.RevisionAnnounced;
import io.bindery.packager.job.PackageEvent.RevisionAssembled;
import io.bindery.packager.job.PackageEvent.RevisionPushed;
import io.bindery.packager.job.PackageEvent.RevisionUnchanged;
import io.bindery.protocol.description.PackageDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PackageTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String POINTER = "s3://lab/.quilt/named_packages/a/b/1795255200";

  private static final ActorTestKit kit =
      ActorTestKit.create(
          EventSourcedBehaviorTestKit.config()
              .withFallback(
                  ConfigFactory.parseString(
                      "akka.actor.provider = local, akka.remote.artery.enabled = off"))
              .withFallback(ConfigFactory.load()));

  private final ScriptedWork work = new ScriptedWork();
  private final TestProbe<ClusterSharding.ShardCommand> shard = kit.createTestProbe();
  private EventSourcedBehaviorTestKit<PackageCommand, PackageEvent, PackageState> entity;

  @BeforeEach
  void start() {
    entity =
        entity(
            new RetryPolicy(3, Duration.ofHours(1), Duration.ofHours(8), Duration.ofHours(12)), 2);
  }

  private EventSourcedBehaviorTestKit<PackageCommand, PackageEvent, PackageState> entity(
      RetryPolicy retry, int waiting) {
    return EventSourcedBehaviorTestKit.create(
        kit.system(),
        Package.create(
            "test-" + System.nanoTime(),
            shard.ref(),
            work,
            new PackageLimits(waiting, retry, Duration.ofHours(1)),
            () -> NOW),
        // What the package tells itself never leaves the node.
        EventSourcedBehaviorTestKit.enabledSerializationSettings().withVerifyCommands(false));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

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
    entity = entity(new RetryPolicy(3, Duration.ofHours(1), Duration.ofHours(8), Duration.ZERO), 2);
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

  @Test
  void aCancelledJobEndsAndTheNextBeginsWhenItsWorkHas() {
    accept("m1", description("x"));
    accept("m2", description("y"));
    var id = JobId.of("m1", description("x"));
    var next = JobId.of("m2", description("y"));

    var result = cancel(id);

    assertThat(result.reply()).isEqualTo(new Cancelled(id));
    assertThat(result.events())
        .containsExactly(
            new JobCancelled(id, NOW, Optional.of("ada")), new AssemblyStarted(next, 1, NOW));
    assertThat(work.cancelled).hasValue(1);
    assertThat(work.asked()).hasSize(1);

    entity.runCommand(
        new AttemptEnded(
            id, "The assembly was stopped.", true, Optional.empty(), FailureReason.UNAVAILABLE));
    assertThat(work.asked()).containsExactly("assemble s3://lab/x/", "assemble s3://lab/y/");
    assertThat(entity.getState().active().orElseThrow().id()).isEqualTo(next);
  }

  @Test
  void aManifestThatComesAfterTheCancelIsDiscarded() {
    var id = begin("m1");
    cancel(id);

    assertThat(entity.runCommand(new AssemblyDone(id, work.made(Optional.empty()))).hasNoEvents())
        .isTrue();
    assertThat(work.discarded).hasValue(1);
    assertThat(work.asked()).hasSize(1);
  }

  @Test
  void aWaitingJobCanBeCancelledAndOneBetweenTwoAttempts() {
    accept("m1", description("x"));
    accept("m2", description("y"));
    var id = JobId.of("m1", description("x"));
    entity.runCommand(
        new AttemptEnded(id, "S3 is busy.", true, Optional.empty(), FailureReason.UNAVAILABLE));

    cancel(JobId.of("m2", description("y")));
    assertThat(entity.getState().waiting()).isEmpty();
    cancel(id);

    assertThat(entity.getState().isIdle()).isTrue();
    assertThat(cancel(id).reply()).isEqualTo(new NotCancelled("The job has ended."));
  }

  @Test
  void whatIsBeingPushedIsNotCancelled() {
    var id = begin("m1");
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));

    var result = cancel(id);

    assertThat(result.hasNoEvents()).isTrue();
    assertThat(result.reply()).isInstanceOf(NotCancelled.class);
  }

  @Test
  void theProgressOfAnAssemblyIsToldAlsoAtItsEnd() {
    var id = begin("m1");
    entity.runCommand(Tick.REPORT);
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));
    entity.runCommand(Tick.REPORT);

    assertThat(work.reported).containsExactly(id, id);
  }

  private CommandResultWithReply<
          PackageCommand, PackageEvent, PackageState, PackageCommand.CancelAnswer>
      cancel(String jobId) {
    return entity.runCommand(replyTo -> new Cancel(jobId, Optional.of("ada"), replyTo));
  }

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

  @Test
  void aWakeUpWhileBusyHasNoEffect() {
    begin("m1");

    assertThat(entity.runCommand(new Wake()).hasNoEvents()).isTrue();
    assertThat(work.asked()).hasSize(1);
  }

  @Test
  void onlyAnIdlePackageLeavesTheMemory() {
    begin("m1");
    entity.runCommand(Tick.IDLE);
    shard.expectNoMessage(Duration.ofMillis(50));

    entity.runCommand(
        new AttemptEnded(
            JobId.of("m1", description("x")),
            "No.",
            false,
            Optional.empty(),
            FailureReason.CONTENT));
    entity.runCommand(Tick.IDLE);
    shard.expectMessageClass(ClusterSharding.Passivate.class);
  }

  @Test
  void aStopEndsTheAssemblyFirst() {
    var probe = kit.<Answer>createTestProbe();
    ActorRef<PackageCommand> actor = spawn();
    actor.tell(new Accept("m1", description("x"), Optional.empty(), probe.ref()));
    var id = probe.expectMessageClass(Accepted.class).jobId();

    actor.tell(Stop.INSTANCE);
    await().untilAsserted(() -> assertThat(work.cancelled).hasPositiveValue());
    actor.tell(new Accept("m2", description("y"), Optional.empty(), probe.ref()));
    probe.expectMessage(new Busy("the package moves to another node"));
    actor.tell(
        new AttemptEnded(
            id, "The assembly was stopped.", true, Optional.empty(), FailureReason.UNAVAILABLE));

    kit.<Answer>createTestProbe().expectTerminated(actor, Duration.ofSeconds(5));
  }

  @Test
  void aStopWaitsForAPushAndJournalsIt() {
    var probe = kit.<Answer>createTestProbe();
    ActorRef<PackageCommand> actor = spawn();
    actor.tell(new Accept("m1", description("x"), Optional.empty(), probe.ref()));
    var id = probe.expectMessageClass(Accepted.class).jobId();
    actor.tell(new AssemblyDone(id, work.made(Optional.empty())));
    await().untilAsserted(() -> assertThat(work.asked()).hasSize(2));

    actor.tell(Stop.INSTANCE);
    actor.tell(new PushDone(id, Optional.of(POINTER)));

    kit.<Answer>createTestProbe().expectTerminated(actor, Duration.ofSeconds(5));
    assertThat(work.asked()).hasSize(2);
  }

  @Test
  void aStopIsHonouredWhenTheJournalFailsAfterIt() {
    var probe = kit.<Answer>createTestProbe();
    var name = "spawned-" + System.nanoTime();
    ActorRef<PackageCommand> actor = spawn(name);
    actor.tell(new Accept("m1", description("x"), Optional.empty(), probe.ref()));
    var id = probe.expectMessageClass(Accepted.class).jobId();
    actor.tell(new AssemblyDone(id, work.made(Optional.empty())));
    await().untilAsserted(() -> assertThat(work.asked()).hasSize(2));

    actor.tell(Stop.INSTANCE);
    entity.persistenceTestKit().failNextPersisted(PersistenceId.of(Package.KEY.name(), name).id());
    actor.tell(new PushDone(id, Optional.of(POINTER)));

    kit.<Answer>createTestProbe().expectTerminated(actor, Duration.ofSeconds(5));
  }

  @Test
  void aStopIsHonouredWhileItRecoversAndWhileItWaitsForARetry() {
    ActorRef<PackageCommand> recovering = spawn();
    recovering.tell(Stop.INSTANCE);
    kit.<Answer>createTestProbe().expectTerminated(recovering, Duration.ofSeconds(5));

    var probe = kit.<Answer>createTestProbe();
    ActorRef<PackageCommand> waiting = spawn();
    waiting.tell(new Accept("m1", description("x"), Optional.empty(), probe.ref()));
    var id = probe.expectMessageClass(Accepted.class).jobId();
    waiting.tell(
        new AttemptEnded(id, "S3 is busy.", true, Optional.empty(), FailureReason.UNAVAILABLE));
    waiting.tell(Stop.INSTANCE);
    probe.expectTerminated(waiting, Duration.ofSeconds(5));
  }

  private ActorRef<PackageCommand> spawn() {
    return spawn("spawned-" + System.nanoTime());
  }

  private ActorRef<PackageCommand> spawn(String name) {
    return kit.spawn(
        Package.create(
            name,
            shard.ref(),
            work,
            new PackageLimits(
                2,
                new RetryPolicy(3, Duration.ofHours(1), Duration.ofHours(8), Duration.ofHours(12)),
                Duration.ofHours(1)),
            () -> NOW));
  }

  private CommandResultWithReply<PackageCommand, PackageEvent, PackageState, Answer> accept(
      String messageId, String description) {
    return entity.runCommand(
        replyTo -> new Accept(messageId, description, Optional.empty(), replyTo));
  }

  private String begin(String messageId) {
    accept(messageId, description("x"));
    return JobId.of(messageId, description("x"));
  }

  private String revise(String messageId) {
    var id = begin(messageId);
    entity.runCommand(new AssemblyDone(id, work.made(Optional.empty())));
    entity.runCommand(new PushDone(id, Optional.of(POINTER)));
    entity.runCommand(new AnnounceDone(id, "e-1"));
    return id;
  }

  private static String description(String folder) {
    return PackageDescription.parse(
            "{\"source_prefix\": \"s3://lab/%s/\", \"package_name\": \"a/b\"}".formatted(folder))
        .toJson();
  }
}
