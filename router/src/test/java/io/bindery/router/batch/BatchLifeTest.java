package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import io.bindery.platform.bus.UnansweredException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Restarts, failures of the journal, passivation and stopping. */
class BatchLifeTest extends BatchFixture {
  @Test
  void afterARestartItKnowsItsDeadlineAndItsDuplicates() {
    var recorded = record(object("a", 1, 0));
    assertThat(batch.restart().state()).isEqualTo(recorded.state());
    assertThat(record(object("a", 1, 0)).hasNoEvents()).isTrue();
    advance(QUIET);
    assertThat(call(0).announcement().batch().orElseThrow().files()).isEqualTo(1);
  }

  @Test
  void overdueAtRecoveryItClosesAtOnce() {
    record(object("a", 1, 0));
    clock.advance(Duration.ofHours(9));
    batch.restart();
    assertThat(call(0).closedAt()).isEqualTo(START.plus(Duration.ofHours(9)));
    assertThat(state().open()).isEmpty();
  }

  @Test
  void passivatesOnceNothingIsPending() {
    record(object("a", 1, 0), object("b", 1, 0), object("c", 1, 0));
    time.timePasses(Duration.ofHours(1));
    shard.expectNoMessage(Duration.ofMillis(1));
    confirm(0);
    time.timePasses(SETTINGS.linger().minusMillis(1));
    shard.expectNoMessage(Duration.ofMillis(1));
    time.timePasses(Duration.ofMillis(1));
    shard.expectMessageClass(ClusterSharding.Passivate.class);
  }

  @Test
  void doesNotPassivateByItselfWhileItIsOpen() {
    record(object("a", 1, 0));
    time.timePasses(QUIET.minusSeconds(1));
    shard.expectNoMessage(Duration.ofMillis(1));
  }

  @Test
  void stopsWhenToldWhilePersistingAndWhileAnnouncing() {
    var actor = spawn();
    var replies = kit.<StatusReply<Done>>createTestProbe();
    actor.tell(
        new BatchCommand.RecordObjects(
            KEY,
            BatchEvents.created(List.of(object("a", 1, 0), object("b", 1, 0), object("c", 1, 0))),
            replies.getRef()));
    actor.tell(new BatchCommand.Stop());
    assertThat(replies.receiveMessage()).isEqualTo(StatusReply.ack());
    call(0).answer().complete("event-0");
    replies.expectTerminated(actor);
  }

  @Test
  void stopsWhenToldWhileItRecoversFromAFailureOfTheJournal() {
    var actor = spawn();
    var replies = kit.<StatusReply<Done>>createTestProbe();
    batch.persistenceTestKit().failNextPersisted(persistenceId());
    actor.tell(
        new BatchCommand.RecordObjects(
            KEY, BatchEvents.created(List.of(object("a", 1, 0))), replies.getRef()));
    actor.tell(new BatchCommand.Stop());
    replies.expectNoMessage(Duration.ofMillis(1));
    // Its pauses between restarts run on the same clock as its timers.
    replies.awaitAssert(
        () -> {
          time.timePasses(Duration.ofSeconds(1));
          replies.expectTerminated(actor, Duration.ofMillis(100));
          return null;
        });
  }

  @Test
  void aFailureOfTheJournalGetsNoReplyAndTheDeadlineSurvivesIt() {
    var actor = spawn();
    var replies = kit.<StatusReply<Done>>createTestProbe();
    actor.tell(
        new BatchCommand.RecordObjects(
            KEY, BatchEvents.created(List.of(object("a", 1, 0))), replies.getRef()));
    assertThat(replies.receiveMessage()).isEqualTo(StatusReply.ack());
    batch.persistenceTestKit().failNextPersisted(persistenceId());
    actor.tell(
        new BatchCommand.RecordObjects(
            KEY, BatchEvents.created(List.of(object("b", 1, 0))), replies.getRef()));
    replies.expectNoMessage(Duration.ofMillis(1));
    // Delivered again, it is recorded.
    actor.tell(
        new BatchCommand.RecordObjects(
            KEY, BatchEvents.created(List.of(object("b", 1, 0))), replies.getRef()));
    replies.awaitAssert(
        () -> {
          time.timePasses(Duration.ofMillis(100));
          assertThat(replies.receiveMessage(Duration.ofMillis(100))).isEqualTo(StatusReply.ack());
          return null;
        });
    advance(QUIET);
    assertThat(call(0).announcement().batch().orElseThrow().files()).isEqualTo(2);
    call(0).answer().complete("event-0");
    actor.tell(new BatchCommand.Stop());
    replies.expectTerminated(actor);
  }

  @Test
  void aConfirmationThatTheJournalDidNotTakeIsNotedLaterAndNotAskedForAgain() {
    var actor = spawn();
    var replies = kit.<StatusReply<Done>>createTestProbe();
    actor.tell(
        new BatchCommand.RecordObjects(
            KEY,
            BatchEvents.created(List.of(object("a", 1, 0), object("b", 1, 0), object("c", 1, 0))),
            replies.getRef()));
    assertThat(replies.receiveMessage()).isEqualTo(StatusReply.ack());
    var call = call(0);
    batch.persistenceTestKit().failNextPersisted(persistenceId());
    call.answer().complete("event-0");
    await()
        .untilAsserted(
            () -> {
              time.timePasses(Duration.ofMillis(100));
              assertThat(batch.persistenceTestKit().persistedInStorage(persistenceId()))
                  .last()
                  .isInstanceOfSatisfying(
                      BatchEvent.BatchAnnounced.class,
                      announced -> assertThat(announced.eventId()).isEqualTo("event-0"));
            });
    assertThat(announcer.calls()).hasSize(1);
    actor.tell(new BatchCommand.Stop());
    replies.expectTerminated(actor);
  }

  @Test
  void whatIsUnderWayWhileTheJournalFailsIsNotAnnouncedAgain() {
    var actor = closedAndThenRestarted();
    call(0).answer().complete("event-0");
    awaitAnnounced("event-0");
    assertThat(announcer.calls()).hasSize(1);
    actor.tell(new BatchCommand.Stop());
  }

  @Test
  void whatIsNotAnsweredIsAnnouncedAgainAndCounted() {
    var actor = closedAndThenRestarted();
    time.timePasses(Duration.ofMinutes(10));
    assertThat(announcer.calls()).hasSize(1);
    call(0).answer().completeExceptionally(new UnansweredException(new IOException("silence")));
    await()
        .until(
            () -> {
              time.timePasses(SETTINGS.retryMin());
              return announcer.calls().size() > 1;
            });
    call(1).answer().complete("event-1");
    awaitAnnounced("event-1");
    assertThat(batch.persistenceTestKit().persistedInStorage(persistenceId()))
        .last()
        .isInstanceOfSatisfying(
            BatchEvent.BatchAnnounced.class,
            announced -> assertThat(announced.unanswered()).isEqualTo(1));
    assertThat(call(1).batchId()).isEqualTo(call(0).batchId());
    actor.tell(new BatchCommand.Stop());
  }

  /** Its announcement is under way, and the journal failed to take something else. */
  private ActorRef<BatchCommand> closedAndThenRestarted() {
    var actor = spawn();
    var replies = kit.<StatusReply<Done>>createTestProbe();
    var objects = List.of(object("a", 1, 0), object("b", 1, 0), object("c", 1, 0));
    actor.tell(new BatchCommand.RecordObjects(KEY, BatchEvents.created(objects), replies.getRef()));
    assertThat(replies.receiveMessage()).isEqualTo(StatusReply.ack());
    call(0);
    batch.persistenceTestKit().failNextPersisted(persistenceId());
    actor.tell(
        new BatchCommand.RecordObjects(
            KEY, BatchEvents.created(List.of(object("d", 1, 0))), replies.getRef()));
    // It takes part again once it has restarted.
    var seen = kit.<StatusReply<BatchView>>createTestProbe();
    actor.tell(new BatchCommand.View(KEY, seen.getRef()));
    await()
        .untilAsserted(
            () -> {
              time.timePasses(Duration.ofMillis(100));
              assertThat(seen.receiveMessage(Duration.ofMillis(20)).isSuccess()).isTrue();
            });
    return actor;
  }

  private void awaitAnnounced(String eventId) {
    await()
        .untilAsserted(
            () ->
                assertThat(batch.persistenceTestKit().persistedInStorage(persistenceId()))
                    .last()
                    .isInstanceOfSatisfying(
                        BatchEvent.BatchAnnounced.class,
                        announced -> assertThat(announced.eventId()).isEqualTo(eventId)));
  }

  @Test
  void snapshotsKeepEverything() {
    for (int i = 0; i < 250; i++) {
      record(object("k" + i, 1, i));
      announcer.calls().forEach(call -> call.answer().complete("event"));
    }
    await().until(() -> state().unannounced().isEmpty());
    var before = state();
    assertThat(batch.restart().state()).isEqualTo(before);
    assertThat(record(object("k0", 1, 0)).hasNoEvents()).isTrue();
  }

  @Test
  void aWakeOfAnUnknownBatchDoesNothing() {
    assertThat(batch.runCommand(new BatchCommand.Wake()).hasNoEvents()).isTrue();
    time.timePasses(SETTINGS.linger());
    shard.expectMessageClass(ClusterSharding.Passivate.class);
  }
}
