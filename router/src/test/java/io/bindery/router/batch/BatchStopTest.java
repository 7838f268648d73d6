package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A batch stops when it is told, whatever it is doing: one that does not would keep its shard from
 * moving, or be passivating for ever. And it stops in order: what was announced is noted.
 */
class BatchStopTest extends BatchFixture {
  private static final Duration AT_ONCE = Duration.ofSeconds(3);

  private final TestProbe<StatusReply<Done>> replies = kit.createTestProbe();
  private final ActorRef<BatchCommand> actor = spawn();

  @Test
  void whileItRecovers() {
    actor.tell(new BatchCommand.Stop());
    assertStopped();
  }

  @Test
  void withNothingToDo() {
    actor.tell(new BatchCommand.Wake());
    stop();
  }

  @Test
  void whileItsDeadlineIsAhead() {
    recorded("a");
    stop();
  }

  @Test
  void whileItPersists() {
    tellRecord("a");
    actor.tell(new BatchCommand.Stop());
    assertThat(replies.receiveMessage()).isEqualTo(StatusReply.ack());
    assertStopped();
  }

  @Test
  void whileItIsPaused() {
    recorded("a");
    var operated = kit.<StatusReply<Operated>>createTestProbe();
    actor.tell(
        new BatchCommand.Operate(KEY, Verb.PAUSE, "ann", Optional.empty(), operated.getRef()));
    assertThat(operated.receiveMessage().isSuccess()).isTrue();
    stop();
  }

  @Test
  void onceTheAnnouncementUnderWayIsConfirmedAndNoted() {
    closed();
    call(0);
    actor.tell(new BatchCommand.Stop());
    replies.expectNoMessage(Duration.ofMillis(50));
    call(0).answer().complete("event-0");
    assertStopped();
    assertThat(batch.persistenceTestKit().persistedInStorage(persistenceId()))
        .last()
        .isInstanceOf(BatchEvent.BatchAnnounced.class);
  }

  @Test
  void onceTheAnnouncementUnderWayHasFailed() {
    closed();
    call(0);
    actor.tell(new BatchCommand.Stop());
    call(0).answer().completeExceptionally(new IllegalStateException("no"));
    assertStopped();
    assertThat(announcer.calls()).hasSize(1);
  }

  @Test
  void andBeginsNoFurtherAnnouncement() {
    closed();
    call(0);
    recorded("d", "e", "f");
    actor.tell(new BatchCommand.Stop());
    call(0).answer().complete("event-0");
    assertStopped();
    assertThat(announcer.calls()).hasSize(1);
  }

  @Test
  void afterAWhileIfTheAnnouncementDoesNotEnd() {
    closed();
    call(0);
    actor.tell(new BatchCommand.Stop());
    // It has been handled when what comes after it is.
    recorded("d");
    time.timePasses(BatchTimers.STOP_PATIENCE.minusMillis(1));
    recorded("e");
    time.timePasses(Duration.ofMillis(1));
    assertStopped();
  }

  @Test
  void betweenTwoTriesToAnnounce() {
    closed();
    call(0).answer().completeExceptionally(new IllegalStateException("no"));
    recorded("d");
    stop();
  }

  @Test
  void whenTheJournalFailsAfterIt() {
    closed();
    call(0);
    actor.tell(new BatchCommand.Stop());
    recorded("d");
    batch.persistenceTestKit().failNextPersisted(persistenceId());
    call(0).answer().complete("event-0");
    // The pauses of its supervision run on the clock that the test moves.
    await()
        .atMost(AT_ONCE)
        .until(
            () -> {
              time.timePasses(Duration.ofMillis(500));
              return isStopped();
            });
  }

  @Test
  void everyMomentOfALife() {
    // However many messages are before it, and whatever they set off.
    for (int before = 0; before < 12; before++) {
      var one = spawn();
      for (int i = 0; i < before; i++) {
        one.tell(
            new BatchCommand.RecordObjects(
                KEY, BatchEvents.created(List.of(object("k" + i, 1, i))), replies.getRef()));
      }
      one.tell(new BatchCommand.Stop());
      var watcher = kit.<StatusReply<Done>>createTestProbe();
      await()
          .atMost(AT_ONCE)
          .untilAsserted(
              () -> {
                announcer.calls().forEach(call -> call.answer().complete("event"));
                watcher.expectTerminated(one, Duration.ofMillis(100));
              });
    }
  }

  private void closed() {
    recorded("a", "b", "c");
  }

  private void recorded(String... names) {
    tellRecord(names);
    assertThat(replies.receiveMessage()).isEqualTo(StatusReply.ack());
  }

  private void tellRecord(String... names) {
    var objects = List.of(names).stream().map(name -> object(name, 1, 0)).toList();
    actor.tell(new BatchCommand.RecordObjects(KEY, BatchEvents.created(objects), replies.getRef()));
  }

  private void stop() {
    actor.tell(new BatchCommand.Stop());
    assertStopped();
  }

  private void assertStopped() {
    replies.expectTerminated(actor, AT_ONCE);
  }

  private boolean isStopped() {
    try {
      replies.expectTerminated(actor, Duration.ofMillis(100));
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }
}
