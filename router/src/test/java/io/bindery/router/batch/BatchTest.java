package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.pattern.StatusReply;
import io.bindery.protocol.announcement.Announcement;
import io.bindery.router.policy.PlainPolicies;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What counts, and what closes a batch. */
class BatchTest extends BatchFixture {
  @Test
  void recordsObjectsAndReplies() {
    var result = record(object("a", 10, -60), object("b", 5, -90));
    assertThat(result.reply()).isEqualTo(StatusReply.ack());
    var totals = new Totals(2, 15, START.minusSeconds(90), START.minusSeconds(60));
    assertThat(result.events())
        .containsExactly(
            BatchEvents.recorded(
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
        .isEqualTo(new Totals(1, 7, START, START));
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
    var woken = batch.runCommand(new BatchCommand.Wake());
    assertThat(woken.hasNoEvents()).isTrue();
    assertThat(woken.state()).isEqualTo(recorded.state());
  }

  @Test
  void aWakeAfterTheDeadlineCloses() {
    record(object("a", 1, 0));
    clock.advance(QUIET);
    var woken = batch.runCommand(new BatchCommand.Wake());
    assertThat(woken.eventOfType(BatchEvent.BatchClosed.class).reason())
        .isEqualTo(CloseReason.QUIET);
  }

  @Test
  void aWallClockThatWentBackMakesItWaitAgain() {
    record(object("a", 1, 0));
    clock.advance(Duration.ofSeconds(-50));
    time.timePasses(QUIET);
    assertThat(state().open()).isPresent();
    advance(QUIET.plusSeconds(50));
    assertThat(call(0).announcement().batch().orElseThrow().reason()).isEqualTo("quiet");
  }

  @Test
  void anotherPolicyMovesTheDeadline() {
    record(object("a", 1, 0));
    policies.replace(policies(PlainPolicies.trigger(3, Duration.ofSeconds(500))));
    await()
        .until(
            () ->
                state().open().orElseThrow().dueAt().orElseThrow().equals(START.plusSeconds(500)));
    advance(QUIET);
    assertThat(announcer.calls()).isEmpty();
    advance(Duration.ofSeconds(200));
    assertThat(call(0).closedAt()).isEqualTo(START.plusSeconds(500));
  }
}
