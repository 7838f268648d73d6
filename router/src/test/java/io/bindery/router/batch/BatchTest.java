package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.CommandResultWithReply;
import com.typesafe.config.ConfigFactory;
import io.bindery.protocol.announcement.Announcement;
import io.bindery.router.policy.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          "BatchTest",
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(EventSourcedBehaviorTestKit.config())
              .withFallback(ManualTime.config())
              .withFallback(ConfigFactory.load()));
  private static final ManualTime TIME = ManualTime.get(KIT.system());

  private static final BatchKey KEY = new BatchKey("lab-data", "run/1/");
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final Duration QUIET = Duration.ofMinutes(5);
  private static final BatchSettings SETTINGS =
      new BatchSettings(100, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(8));

  private final ManualClock clock = new ManualClock(START);
  private final RecordingAnnouncer announcer = new RecordingAnnouncer();
  private final AtomicReference<Trigger> trigger = new AtomicReference<>(new Trigger(3, QUIET));
  private final TestProbe<ClusterSharding.ShardCommand> shard =
      KIT.createTestProbe(ClusterSharding.ShardCommand.class);
  private EventSourcedBehaviorTestKit<Batch.Command, BatchEvent, BatchState> batch;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @BeforeEach
  void start() {
    batch =
        EventSourcedBehaviorTestKit.create(
            KIT.system(),
            Batch.create(
                KEY.entityId(),
                shard.getRef(),
                new BatchParts(clock, bucket -> trigger.get(), announcer, SETTINGS)));
    batch.clear();
  }

  @Test
  void recordsObjectsAndReplies() {
    var result = record(object("a", 10, -60), object("b", 5, -90));
    assertThat(result.reply()).isEqualTo(StatusReply.ack());
    var totals = new Totals(2, 15, START.minusSeconds(90), START.minusSeconds(60));
    assertThat(result.events())
        .containsExactly(
            new BatchEvent.ObjectsRecorded(
                "lab-data",
                "run/1/",
                List.of(object("a", 10, -60), object("b", 5, -90)),
                totals,
                START,
                Optional.of(START.plus(QUIET))));
    assertThat(result.state().open().orElseThrow().totals()).isEqualTo(totals);
    assertThat(result.state().unannounced()).isEmpty();
    assertThat(announcer.calls()).isEmpty();
  }

  @Test
  void aDuplicateGetsTheSameReplyAndNoEvent() {
    var first = record(object("a", 10, 0), object("b", 5, 0));
    advance(Duration.ofSeconds(100));
    var again = record(object("b", 5, 0), object("a", 10, 0));
    assertThat(again.reply()).isEqualTo(first.reply());
    assertThat(again.hasNoEvents()).isTrue();
    assertThat(again.state()).isEqualTo(first.state());
  }

  @Test
  void aDuplicateDoesNotCountBesideWhatIsNew() {
    record(object("a", 10, 0));
    var second = record(object("a", 10, 0), object("b", 5, 0), object("b", 5, 0));
    assertThat(second.eventOfType(BatchEvent.ObjectsRecorded.class).objects())
        .containsExactly(object("b", 5, 0));
    assertThat(second.state().open().orElseThrow().totals().files()).isEqualTo(2);
  }

  @Test
  void aDuplicateOfAClosedBatchOpensNothing() {
    record(object("a", 1, 0), object("b", 1, 0), object("c", 1, 0));
    confirm(0);
    var late = record(object("b", 1, 0));
    assertThat(late.hasNoEvents()).isTrue();
    assertThat(late.state().open()).isEmpty();
  }

  @Test
  void aNewVersionOfAKeyIsNoNewFile() {
    record(object("a", 10, 0));
    var result = record(new RecordedObject("a", 7, START.toEpochMilli(), 99));
    assertThat(result.state().open().orElseThrow().totals())
        .isEqualTo(new Totals(1, 17, START, START));
  }

  @Test
  void closesByCountAtOnceAndAnnounces() {
    record(object("a", 1, -5));
    var result = record(object("b", 2, 0), object("c", 4, 0), object("d", 8, 9));
    assertThat(result.events()).hasSize(2);
    var closed = (BatchEvent.BatchClosed) result.events().get(1);
    assertThat(closed.reason()).isEqualTo(CloseReason.COUNT);
    assertThat(closed.totals())
        .isEqualTo(new Totals(4, 15, START.minusSeconds(5), START.plusSeconds(9)));
    assertThat(closed.batchId()).matches("[0-9a-f]{32}");
    assertThat(result.state().open()).isEmpty();
    assertThat(result.state().unannounced()).hasSize(1);

    var call = call(0);
    assertThat(call.closedAt()).isEqualTo(START);
    assertThat(call.announcement())
        .isEqualTo(
            new Announcement(
                "lab-data",
                "run/1/",
                Optional.of(
                    new Announcement.Facts(
                        closed.batchId(),
                        4,
                        15,
                        "count",
                        START.minusSeconds(5),
                        START.plusSeconds(9)))));
    confirm(0);
    assertThat(state().unannounced()).isEmpty();
    assertThat(state().closedBatches()).isEqualTo(1);
    assertThat(announcer.calls()).hasSize(1);
  }

  @Test
  void closesByQuietTimeSinceTheLastObject() {
    record(object("a", 1, 0));
    advance(Duration.ofSeconds(299));
    record(object("b", 1, 0));
    advance(Duration.ofSeconds(299));
    assertThat(state().open()).isPresent();
    advance(Duration.ofSeconds(1));
    assertThat(call(0).announcement().batch().orElseThrow().reason()).isEqualTo("quiet");
    assertThat(call(0).announcement().batch().orElseThrow().files()).isEqualTo(2);
    assertThat(call(0).closedAt()).isEqualTo(START.plusSeconds(599));
  }

  @Test
  void aDuplicateDoesNotPutOffTheDeadline() {
    record(object("a", 1, 0));
    advance(Duration.ofSeconds(200));
    record(object("a", 1, 0));
    advance(Duration.ofSeconds(100));
    assertThat(call(0).closedAt()).isEqualTo(START.plus(QUIET));
  }

  @Test
  void eventTimesDriveNothing() {
    record(object("future", 1, 1_000_000_000), object("past", 1, -1_000_000_000));
    advance(QUIET);
    assertThat(call(0).closedAt()).isEqualTo(START.plus(QUIET));
  }

  @Test
  void objectsAfterTheDeadlineBelongToTheNextBatch() {
    record(object("a", 1, 0));
    // The clock moves, the timer has not fired yet.
    clock.advance(QUIET.plusSeconds(1));
    var result = record(object("b", 2, 0));
    assertThat(result.events()).hasSize(2);
    var closed = (BatchEvent.BatchClosed) result.events().get(0);
    assertThat(closed.reason()).isEqualTo(CloseReason.QUIET);
    assertThat(closed.totals().files()).isEqualTo(1);
    assertThat(result.state().open().orElseThrow().totals().bytes()).isEqualTo(2);
  }

  @Test
  void aWakeBeforeTheDeadlineChangesNothing() {
    var recorded = record(object("a", 1, 0));
    var woken = batch.runCommand(new Batch.Wake());
    assertThat(woken.hasNoEvents()).isTrue();
    assertThat(woken.state()).isEqualTo(recorded.state());
  }

  @Test
  void aWakeOfAnUnknownBatchDoesNothing() {
    assertThat(batch.runCommand(new Batch.Wake()).hasNoEvents()).isTrue();
    TIME.timePasses(SETTINGS.linger());
    shard.expectMessageClass(ClusterSharding.Passivate.class);
  }

  @Test
  void aWakeAfterTheDeadlineCloses() {
    record(object("a", 1, 0));
    clock.advance(QUIET);
    var woken = batch.runCommand(new Batch.Wake());
    assertThat(woken.eventOfType(BatchEvent.BatchClosed.class).reason())
        .isEqualTo(CloseReason.QUIET);
  }

  @Test
  void aWallClockThatWentBackMakesItWaitAgain() {
    record(object("a", 1, 0));
    clock.advance(Duration.ofSeconds(-50));
    TIME.timePasses(QUIET);
    assertThat(state().open()).isPresent();
    advance(QUIET.plusSeconds(50));
    assertThat(call(0).announcement().batch().orElseThrow().reason()).isEqualTo("quiet");
  }

  @Test
  void anotherPolicyMovesTheDeadline() {
    record(object("a", 1, 0));
    trigger.set(new Trigger(3, Duration.ofSeconds(500)));
    var woken = batch.runCommand(new Batch.Wake());
    assertThat(woken.events())
        .containsExactly(
            new BatchEvent.DeadlineMoved(
                "lab-data", "run/1/", Optional.of(START.plusSeconds(500))));
    advance(QUIET);
    assertThat(announcer.calls()).isEmpty();
    advance(Duration.ofSeconds(200));
    assertThat(call(0).closedAt()).isEqualTo(START.plusSeconds(500));
  }

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
  void unconfirmedAtRecoveryItAnnouncesAgainWithTheSameId() {
    record(object("a", 1, 0), object("b", 1, 0), object("c", 1, 0));
    var first = call(0);
    batch.restart();
    assertThat(call(1).batchId()).isEqualTo(first.batchId());
    // Both answers arrive: one is noted.
    first.answer().complete("event-1");
    announcer.calls().get(1).answer().complete("event-2");
    await().until(() -> state().unannounced().isEmpty());
    assertThat(batch.persistenceTestKit().persistedInStorage(persistenceId()))
        .filteredOn(event -> event instanceof BatchEvent.BatchAnnounced)
        .hasSize(1);
  }

  @Test
  void confirmedBeforeTheRestartItIsNotAnnouncedAgain() {
    record(object("a", 1, 0), object("b", 1, 0), object("c", 1, 0));
    confirm(0);
    batch.restart();
    batch.runCommand(new Batch.Wake());
    assertThat(announcer.calls()).hasSize(1);
  }

  @Test
  void announcesInOrderOneAtATime() {
    record(object("a", 1, 0), object("b", 1, 0), object("c", 1, 0));
    record(object("d", 2, 0), object("e", 2, 0), object("f", 2, 0));
    assertThat(state().unannounced()).hasSize(2);
    assertThat(announcer.calls()).hasSize(1);
    call(0).answer().complete("event-1");
    assertThat(call(1).announcement().batch().orElseThrow().bytes()).isEqualTo(6);
    confirm(1);
    assertThat(call(0).batchId()).isNotEqualTo(call(1).batchId());
  }

  @Test
  void triesAgainWithGrowingPausesUntilItIsConfirmed() {
    record(object("a", 1, 0), object("b", 1, 0), object("c", 1, 0));
    for (int attempt = 0; attempt < 5; attempt++) {
      call(attempt).answer().completeExceptionally(new IllegalStateException("throttled"));
      long pause = Math.min(1L << attempt, 8);
      // The answer must have reached the actor before time passes.
      batch.runCommand(new Batch.Wake());
      TIME.timePasses(Duration.ofSeconds(pause).minusMillis(1));
      batch.runCommand(new Batch.Wake());
      assertThat(announcer.calls()).hasSize(attempt + 1);
      TIME.timePasses(Duration.ofSeconds(pause).dividedBy(5).plusMillis(2));
    }
    confirm(5);
    assertThat(announcer.calls().stream().map(RecordingAnnouncer.Call::batchId).distinct())
        .hasSize(1);
  }

  @Test
  void recordsWhileTheAnnouncementIsUnderWay() {
    record(object("a", 1, 0), object("b", 1, 0), object("c", 1, 0));
    var result = record(object("d", 1, 0));
    assertThat(result.reply()).isEqualTo(StatusReply.ack());
    confirm(0);
    assertThat(state().open().orElseThrow().totals().files()).isEqualTo(1);
  }

  @Test
  void passivatesOnceNothingIsPending() {
    record(object("a", 1, 0), object("b", 1, 0), object("c", 1, 0));
    TIME.timePasses(Duration.ofHours(1));
    shard.expectNoMessage(Duration.ofMillis(1));
    confirm(0);
    TIME.timePasses(SETTINGS.linger().minusMillis(1));
    shard.expectNoMessage(Duration.ofMillis(1));
    TIME.timePasses(Duration.ofMillis(1));
    shard.expectMessageClass(ClusterSharding.Passivate.class);
  }

  @Test
  void doesNotPassivateByItselfWhileItIsOpen() {
    record(object("a", 1, 0));
    TIME.timePasses(QUIET.minusSeconds(1));
    shard.expectNoMessage(Duration.ofMillis(1));
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

  private CommandResultWithReply<Batch.Command, BatchEvent, BatchState, StatusReply<Done>> record(
      RecordedObject... objects) {
    return batch.runCommand(
        replyTo -> new Batch.RecordObjects(KEY, Arrays.asList(objects), replyTo));
  }

  private static RecordedObject object(String name, long size, long secondsFromStart) {
    return new RecordedObject(
        name, size, START.plusSeconds(secondsFromStart).toEpochMilli(), Hashes.bits64(name));
  }

  private void advance(Duration time) {
    clock.advance(time);
    TIME.timePasses(time);
  }

  private BatchState state() {
    return batch.getState();
  }

  private RecordingAnnouncer.Call call(int number) {
    await().until(() -> announcer.calls().size() > number);
    return announcer.calls().get(number);
  }

  private void confirm(int number) {
    var call = call(number);
    call.answer().complete("event-" + number);
    await()
        .until(
            () ->
                state().unannounced().stream()
                    .noneMatch(closed -> closed.batchId().equals(call.batchId())));
  }

  private static String persistenceId() {
    return Batch.ENTITY_TYPE + "|" + KEY.entityId();
  }
}
