package io.bindery.packager.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.CommandResultWithReply;
import akka.persistence.typed.PersistenceId;
import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.job.PackageCommand.Accepted;
import io.bindery.packager.job.PackageCommand.Answer;
import io.bindery.packager.job.PackageCommand.AssemblyDone;
import io.bindery.packager.job.PackageCommand.AttemptEnded;
import io.bindery.packager.job.PackageCommand.Busy;
import io.bindery.packager.job.PackageCommand.Cancel;
import io.bindery.packager.job.PackageCommand.Cancelled;
import io.bindery.packager.job.PackageCommand.NotCancelled;
import io.bindery.packager.job.PackageCommand.PushDone;
import io.bindery.packager.job.PackageCommand.Stop;
import io.bindery.packager.job.PackageCommand.Tick;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.JobCancelled;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Jobs that are cancelled, and packages that leave their node. */
class PackageStopTest extends PackageFixture {
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

  private CommandResultWithReply<
          PackageCommand, PackageEvent, PackageState, PackageCommand.CancelAnswer>
      cancel(String jobId) {
    return entity.runCommand(replyTo -> new Cancel(jobId, Optional.of("ada"), replyTo));
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
    ActorRef<PackageCommand> actor = spawn("spawned-" + System.nanoTime());
    actor.tell(PackageEvents.accept("m1", description("x"), probe.ref()));
    var id = probe.expectMessageClass(Accepted.class).jobId();

    actor.tell(Stop.INSTANCE);
    await().untilAsserted(() -> assertThat(work.cancelled).hasPositiveValue());
    actor.tell(PackageEvents.accept("m2", description("y"), probe.ref()));
    probe.expectMessage(new Busy("the package moves to another node"));
    actor.tell(
        new AttemptEnded(
            id, "The assembly was stopped.", true, Optional.empty(), FailureReason.UNAVAILABLE));

    kit.<Answer>createTestProbe().expectTerminated(actor, Duration.ofSeconds(5));
  }

  @Test
  void aStopWaitsForAPushAndJournalsIt() {
    var probe = kit.<Answer>createTestProbe();
    ActorRef<PackageCommand> actor = spawn("spawned-" + System.nanoTime());
    actor.tell(PackageEvents.accept("m1", description("x"), probe.ref()));
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
    actor.tell(PackageEvents.accept("m1", description("x"), probe.ref()));
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
    ActorRef<PackageCommand> recovering = spawn("spawned-" + System.nanoTime());
    recovering.tell(Stop.INSTANCE);
    kit.<Answer>createTestProbe().expectTerminated(recovering, Duration.ofSeconds(5));

    var probe = kit.<Answer>createTestProbe();
    ActorRef<PackageCommand> waiting = spawn("spawned-" + System.nanoTime());
    waiting.tell(PackageEvents.accept("m1", description("x"), probe.ref()));
    var id = probe.expectMessageClass(Accepted.class).jobId();
    waiting.tell(
        new AttemptEnded(id, "S3 is busy.", true, Optional.empty(), FailureReason.UNAVAILABLE));
    waiting.tell(Stop.INSTANCE);
    probe.expectTerminated(waiting, Duration.ofSeconds(5));
  }
}
