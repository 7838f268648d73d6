package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.CommandResultWithReply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an operator does to a batch, and is told of it. */
class BatchOperationTest extends BatchFixture {
  @Test
  void aFlushClosesAtOnceAndSaysWhoWantedIt() {
    record(object("a", 1, 0));
    advance(Duration.ofSeconds(10));
    var result = operate(Verb.FLUSH, "ann");
    var closed = result.eventOfType(BatchEvent.BatchClosed.class);
    assertThat(closed.reason()).isEqualTo(CloseReason.FLUSH);
    assertThat(closed.evidence().orElseThrow().by()).contains("ann");
    assertThat(reply(result))
        .isEqualTo(
            new Operated(
                "lab-data",
                "run/1/",
                Verb.FLUSH,
                true,
                "closed with 1 file",
                Optional.of(closed.batchId())));
    assertThat(result.state().open()).isEmpty();
    assertThat(call(0).announcement().batch().orElseThrow().reason()).isEqualTo("flush");
  }

  @Test
  void withNothingOpenThereIsNothingToFlushOrDiscard() {
    for (var verb : new Verb[] {Verb.FLUSH, Verb.DISCARD}) {
      var result = operate(verb, "ann");
      assertThat(result.hasNoEvents()).isTrue();
      assertThat(reply(result).changed()).isFalse();
      assertThat(reply(result).text()).isEqualTo("nothing is open");
    }
  }

  @Test
  void pausedItRecordsAndDoesNotClose() {
    record(object("a", 1, 0));
    var paused = operate(Verb.PAUSE, "ann");
    assertThat(paused.event())
        .isEqualTo(new BatchEvent.BatchPaused("lab-data", "run/1/", "ann", START));
    assertThat(reply(paused).text()).isEqualTo("paused");
    assertThat(paused.state().open().orElseThrow().dueAt()).isEmpty();
    record(object("b", 1, 0), object("c", 1, 0), object("d", 1, 0));
    advance(QUIET.multipliedBy(3));
    batch.restart();
    batch.runCommand(new BatchCommand.Wake());
    assertThat(state().open().orElseThrow().totals().files()).isEqualTo(4);
    assertThat(announcer.calls()).isEmpty();

    var again = operate(Verb.PAUSE, "bob");
    assertThat(again.hasNoEvents()).isTrue();
    assertThat(reply(again).text()).isEqualTo("paused already by ann since 2026-11-20T10:00:00Z");
  }

  @Test
  void resumedItClosesAtOnceIfItIsDue() {
    record(object("a", 1, 0));
    operate(Verb.PAUSE, "ann");
    advance(QUIET);
    var result = operate(Verb.RESUME, "bob");
    assertThat(result.events()).hasSize(2);
    assertThat(result.events().get(0))
        .isEqualTo(
            new BatchEvent.BatchResumed(
                "lab-data", "run/1/", "bob", START.plus(QUIET), Optional.empty()));
    assertThat(reply(result).text()).isEqualTo("resumed, and closed as it was due");
    assertThat(call(0).announcement().batch().orElseThrow().reason()).isEqualTo("quiet");
  }

  @Test
  void resumedItHasItsDeadlineAgain() {
    operate(Verb.PAUSE, "ann");
    record(object("a", 1, 0));
    advance(Duration.ofSeconds(100));
    var result = operate(Verb.RESUME, "bob");
    assertThat(result.state().open().orElseThrow().dueAt()).contains(START.plus(QUIET));
    advance(Duration.ofSeconds(200));
    assertThat(call(0).closedAt()).isEqualTo(START.plus(QUIET));
    assertThat(reply(operate(Verb.RESUME, "bob")).text()).isEqualTo("it was not paused");
  }

  /** One that was given to many may come late, or a second time after a node's death. */
  @Test
  void anOrderToManyLeavesAloneWhatWasOpenedOrPausedLater() {
    record(object("a", 1, 0));
    var given = START.plusSeconds(1);
    advance(Duration.ofSeconds(2));
    assertThat(reply(operate(Verb.DISCARD, given)).changed()).isTrue();
    record(object("b", 1, 0));
    for (var verb : List.of(Verb.DISCARD, Verb.FLUSH, Verb.PAUSE)) {
      var again = operate(verb, given);
      assertThat(again.hasNoEvents()).as(verb.word()).isTrue();
      assertThat(reply(again).text()).isEqualTo("what the order was for is over");
    }
    operate(Verb.PAUSE, "ann");
    assertThat(operate(Verb.RESUME, given).hasNoEvents()).isTrue();
    assertThat(operate(Verb.RESUME, START.plusSeconds(2)).hasNoEvents()).isFalse();
    assertThat(operate(Verb.FLUSH, START.plusSeconds(2)).hasNoEvents()).isFalse();
    assertThat(operate(Verb.PAUSE, START.plusSeconds(9)).hasNoEvents()).isTrue();
  }

  @Test
  void whatComesNextIsKnown() {
    record(object("a", 1, 0));
    advance(Duration.ofSeconds(100));
    var outlook = view().open().orElseThrow().outlook().orElseThrow();
    assertThat(outlook.reason()).contains("quiet");
    assertThat(outlook.ifMore().orElseThrow())
        .isEqualTo(
            new Outlook.Then(
                false, Optional.of(START.plusSeconds(100).plus(QUIET)), Optional.of("quiet")));
    operate(Verb.PAUSE, "ann");
    var paused = view().open().orElseThrow().outlook().orElseThrow();
    assertThat(paused.ifResumed().orElseThrow().at()).contains(START.plus(QUIET));
    assertThat(paused.reason()).isEmpty();
  }

  private CommandResultWithReply<BatchCommand, BatchEvent, BatchState, StatusReply<Operated>>
      operate(Verb verb, Instant notAfter) {
    return batch.runCommand(
        replyTo -> new BatchCommand.Operate(KEY, verb, "ann", Optional.of(notAfter), replyTo));
  }

  @Test
  void aFlushWorksWhilePausedAndLeavesItPaused() {
    record(object("a", 1, 0));
    operate(Verb.PAUSE, "ann");
    assertThat(reply(operate(Verb.FLUSH, "ann")).changed()).isTrue();
    record(object("b", 1, 0));
    advance(QUIET.multipliedBy(2));
    assertThat(state().open()).isPresent();
    assertThat(announcer.calls()).hasSize(1);
  }

  @Test
  void whatIsDiscardedIsNeverAnnouncedAndStaysKnown() {
    record(object("a", 1, 0));
    var result = operate(Verb.DISCARD, "ann");
    assertThat(result.event())
        .isEqualTo(
            new BatchEvent.BatchDiscarded(
                "lab-data", "run/1/", "ann", START, new Totals(1, 1, START, START)));
    assertThat(record(object("a", 1, 0)).hasNoEvents()).isTrue();
    advance(QUIET.multipliedBy(2));
    assertThat(state().open()).isEmpty();
    assertThat(announcer.calls()).isEmpty();
  }

  @Test
  void aViewTellsHowItStands() {
    record(object("a", 1, 0), object("b", 1, 0));
    record(object("a", 1, 0));
    batch.runCommand(new BatchCommand.Note(Uncounted.ofIgnored("raw/*")));
    advance(Duration.ofSeconds(212));
    var view = view();
    assertThat(view.now()).isEqualTo(START.plusSeconds(212));
    var open = view.open().orElseThrow();
    assertThat(open.closesAt()).contains(START.plus(QUIET));
    assertThat(open.evidence().conditions())
        .containsExactly(
            new Condition("count", false, Optional.of(2L), 3, "keys", Optional.empty()),
            new Condition(
                "quiet",
                false,
                Optional.of(212_000L),
                300_000,
                "ms",
                Optional.of(START.plus(QUIET))));
    assertThat(open.evidence().uncounted())
        .isEqualTo(Uncounted.ofDuplicates(1).plus(Uncounted.ofIgnored("raw/*")));
  }

  @Test
  void whatDoesNotCountIsWrittenWithWhatDoes() {
    record(object("a", 1, 0));
    record(object("a", 1, 0));
    batch.runCommand(new BatchCommand.Note(Uncounted.ofDeleted()));
    var written = record(object("a", 1, 0), object("b", 1, 0));
    var expected = Uncounted.ofDuplicates(2).plus(Uncounted.ofDeleted());
    assertThat(written.eventOfType(BatchEvent.ObjectsRecorded.class).uncounted())
        .contains(expected);
    batch.restart();
    assertThat(view().open().orElseThrow().evidence().uncounted()).isEqualTo(expected);
    // And once more with what closes it.
    record(object("b", 1, 0));
    advance(QUIET);
    call(0);
    assertThat(state().open()).isEmpty();
    assertThat(view().pending()).isEqualTo(Uncounted.NONE);
  }

  private BatchView view() {
    CommandResultWithReply<BatchCommand, BatchEvent, BatchState, StatusReply<BatchView>> result =
        batch.runCommand(replyTo -> new BatchCommand.View(KEY, replyTo));
    return result.reply().getValue();
  }

  private CommandResultWithReply<BatchCommand, BatchEvent, BatchState, StatusReply<Operated>>
      operate(Verb verb, String who) {
    return batch.runCommand(
        replyTo -> new BatchCommand.Operate(KEY, verb, who, Optional.empty(), replyTo));
  }

  private static Operated reply(
      CommandResultWithReply<BatchCommand, BatchEvent, BatchState, StatusReply<Operated>> result) {
    return result.reply().getValue();
  }
}
