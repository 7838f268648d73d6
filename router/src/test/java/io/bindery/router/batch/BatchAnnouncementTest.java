package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.pattern.StatusReply;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each closed batch is announced until that is confirmed. */
class BatchAnnouncementTest extends BatchFixture {
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
    batch.runCommand(new BatchCommand.Wake());
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
      batch.runCommand(new BatchCommand.Wake());
      time.timePasses(Duration.ofSeconds(pause).minusMillis(1));
      batch.runCommand(new BatchCommand.Wake());
      assertThat(announcer.calls()).hasSize(attempt + 1);
      time.timePasses(Duration.ofSeconds(pause).dividedBy(5).plusMillis(2));
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
}
