package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.router.announce.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several targets, each on its own. */
class BatchTargetsTest extends BatchFixture {
  private final RecordingAnnouncer topic = new RecordingAnnouncer();

  private void busAndTopic() {
    targets.set(Map.of(Target.EVENT_BUS, announcer, Target.TOPIC, topic));
    batch.restart();
  }

  private void close(String name) {
    record(object(name + 1, 1, 0), object(name + 2, 1, 0), object(name + 3, 1, 0));
  }

  @Test
  void theBusAloneNeedsNoPlan() {
    close("a");
    confirm(0);
    assertThat(persisted()).hasSize(3).noneMatch(BatchEvent.TargetsPlanned.class::isInstance);
  }

  @Test
  void thePlanIsWrittenWithTheBatch() {
    busAndTopic();
    var events = record(object("a", 1, 0), object("b", 1, 0), object("c", 1, 0)).events();
    var closed = (BatchEvent.BatchClosed) events.get(1);
    assertThat(events.get(2))
        .isEqualTo(
            new BatchEvent.TargetsPlanned(
                "lab-data",
                "run/1/",
                closed.batchId(),
                List.of(Target.EVENT_BUS, Target.TOPIC),
                START));
  }

  @Test
  void bothAreToldTheSameAndTheBatchIsDoneWhenBothConfirmed() {
    busAndTopic();
    close("a");
    assertThat(call(topic, 0).announcement()).isEqualTo(call(0).announcement());
    call(topic, 0).answer().complete("message-1");
    await().until(() -> pending().equals(List.of(List.of(Target.EVENT_BUS))));
    call(0).answer().complete("event-1");
    await().until(() -> state().unannounced().isEmpty());
    var batchId = call(0).batchId();
    assertThat(persisted().subList(3, 5))
        .containsExactly(
            BatchEvents.announced("lab-data", "run/1/", batchId, Target.TOPIC, "message-1", START),
            BatchEvents.announced("lab-data", "run/1/", batchId, "event-1", START));
  }

  @Test
  void anOutageOfOneDelaysOnlyThatOneAndForgetsNothing() {
    busAndTopic();
    int batches = 5;
    for (int i = 0; i < batches; i++) {
      close("batch" + i);
      // The bus goes on, the topic is down from the first to the last.
      call(i).answer().complete("event-" + i);
      var answer = call(topic, i).answer();
      answer.completeExceptionally(new IllegalStateException("down"));
      int tries = i + 1;
      await()
          .until(
              () -> {
                time.timePasses(SETTINGS.retryMax().multipliedBy(2));
                return topic.calls().size() > tries;
              });
    }
    await().until(() -> state().unannounced().size() == batches);
    assertThat(pending()).allMatch(List.of(Target.TOPIC)::equals);
    // Only the first was tried: they stay in order.
    assertThat(topic.calls().stream().map(RecordingAnnouncer.Call::batchId).distinct())
        .containsExactly(call(0).batchId());

    batch.restart();
    int before = batches + 1;
    for (int i = 0; i < batches; i++) {
      assertThat(call(topic, before + i).batchId()).isEqualTo(call(i).batchId());
      call(topic, before + i).answer().complete("message-" + i);
    }
    await().until(() -> state().unannounced().isEmpty());
    assertThat(announcer.calls()).hasSize(batches);
  }

  @Test
  void inTheMiddleOfARestartOnlyTheOneThatDidNotConfirmIsToldAgain() {
    busAndTopic();
    close("a");
    call(topic, 0).answer().complete("message-1");
    await().until(() -> pending().equals(List.of(List.of(Target.EVENT_BUS))));
    batch.restart();
    call(1).answer().complete("event-1");
    await().until(() -> state().unannounced().isEmpty());
    assertThat(topic.calls()).hasSize(1);
  }

  @Test
  void aTargetThatIsAddedLaterGetsOnlyWhatClosesFromThenOn() {
    close("old");
    close("older and still unconfirmed");
    confirm(0);
    busAndTopic();
    clock.advance(AnnouncementPlan.PATIENCE.multipliedBy(2));
    batch.runCommand(new BatchCommand.Wake());
    close("new");
    call(2).answer().complete("event-1");
    call(3).answer().complete("event-2");
    assertThat(call(topic, 0).batchId()).isEqualTo(call(3).batchId());
    call(topic, 0).answer().complete("message-1");
    await().until(() -> state().unannounced().isEmpty());
    assertThat(topic.calls()).hasSize(1);
  }

  @Test
  void aTargetThatIsGoneDoesNotKeepABatchForEver() {
    busAndTopic();
    close("a");
    confirmBus(0);
    targets.set(Map.of(Target.EVENT_BUS, announcer));
    batch.restart();
    // Nodes that are replaced one after the other disagree for a while.
    advance(AnnouncementPlan.PATIENCE.minusMillis(1));
    assertThat(batch.runCommand(new BatchCommand.Wake()).hasNoEvents()).isTrue();
    advance(Duration.ofMillis(1));
    batch.runCommand(new BatchCommand.Wake());
    assertThat(state().unannounced()).isEmpty();
    assertThat(state().isPending()).isFalse();
    assertThat(announcer.calls()).hasSize(1);
    assertThat(topic.calls()).hasSize(1);
  }

  @Test
  void aTargetThatComesBackInTimeGetsWhatItMissed() {
    busAndTopic();
    close("a");
    confirmBus(0);
    targets.set(Map.of(Target.EVENT_BUS, announcer));
    batch.restart();
    busAndTopic();
    call(topic, 1).answer().complete("message-1");
    await().until(() -> state().unannounced().isEmpty());
  }

  @Test
  void aBatchThatNobodyHasHeardOfGoesToTheTargetsThereAreNow() {
    close("a");
    var shadow = new RecordingAnnouncer();
    targets.set(Map.of(Target.SHADOW_BUS, shadow));
    batch.restart();
    clock.advance(AnnouncementPlan.PATIENCE);
    batch.runCommand(new BatchCommand.Wake());
    assertThat(call(shadow, 0).batchId()).isEqualTo(call(0).batchId());
    call(shadow, 0).answer().complete("event-1");
    await().until(() -> state().unannounced().isEmpty());
    assertThat(announcer.calls()).hasSize(1);
  }

  private void confirmBus(int number) {
    call(number).answer().complete("event-" + number);
    await().until(() -> pending().equals(List.of(List.of(Target.TOPIC))));
  }

  private List<List<Target>> pending() {
    return state().unannounced().stream().map(ClosedBatch::targets).toList();
  }

  private List<Object> persisted() {
    return batch.persistenceTestKit().persistedInStorage(persistenceId());
  }
}
