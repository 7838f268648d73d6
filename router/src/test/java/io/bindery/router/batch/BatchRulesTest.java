package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.router.policy.Markers;
import io.bindery.router.policy.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules beyond count and quiet time, and clocks that are wrong. */
class BatchRulesTest extends BatchFixture {
  @Test
  void aMarkerClosesAtOnceWithWhatCameBesideIt() {
    rule("c100 q300 m");
    record(object("a", 1, 0));
    var result = record(object("b", 1, 0), object("sub/_SUCCESS", 0, 0), object("c", 1, 0));
    var closed = (BatchEvent.BatchClosed) result.events().get(1);
    assertThat(closed.reason()).isEqualTo(CloseReason.MARKER);
    assertThat(closed.totals().files()).isEqualTo(4);
    assertThat(closed.evidence().orElseThrow().marker()).contains("sub/_SUCCESS");
  }

  @Test
  void aMarkerSettlesAndThenCloses() {
    rule("c100 q300 m60");
    record(object("_SUCCESS", 0, 0));
    advance(Duration.ofSeconds(50));
    record(object("late", 1, 0));
    // A restart in between does not forget it.
    batch.restart();
    advance(Duration.ofSeconds(9));
    assertThat(state().open()).isPresent();
    advance(Duration.ofSeconds(1));
    assertThat(call(0).closedAt()).isEqualTo(START.plusSeconds(60));
    assertThat(call(0).announcement().batch().orElseThrow().reason()).isEqualTo("marker");
    assertThat(call(0).announcement().batch().orElseThrow().files()).isEqualTo(2);
  }

  @Test
  void aMarkerThatIsDeletedIsNoMarker() {
    rule("c100 m");
    var result = record(new Arrivals(List.of(), List.of(object("_SUCCESS", 0, 0)), Uncounted.NONE));
    assertThat(result.events()).hasSize(1);
    assertThat(state().open().orElseThrow().marker()).isEmpty();
    assertThat(state().open().orElseThrow().totals().files()).isEqualTo(1);
  }

  /** Of the policy in force only: one of another policy says nothing. */
  @Test
  void aMarkerOfAnEarlierPolicyClosesNothing() {
    rule("a400 m60");
    record(object("_SUCCESS", 0, 0));
    var earlier = policies.current();
    policies.replace(
        policies(
            new Trigger(
                Optional.empty(),
                Trigger.CountMode.KEYS,
                Optional.empty(),
                Optional.of(Duration.ofSeconds(400)),
                new Markers(List.of("CopyComplete.txt")),
                Duration.ZERO,
                1,
                Trigger.Combine.ANY)));
    advance(Duration.ofSeconds(61));
    assertThat(state().open()).isPresent();
    // Back again, what came meanwhile is still to be looked through.
    record(object("late", 1, 0));
    policies.replace(earlier);
    assertThat(state().open().orElseThrow().marker()).isPresent();
    assertThat(state().open().orElseThrow().isToBeSought(new Markers(List.of("_SUCCESS"))))
        .isTrue();
  }

  @Test
  void theGreatestAgeCountsFromTheFirstEvent() {
    rule("c100 q300 a400");
    for (int i = 0; i < 4; i++) {
      record(object("a" + i, 1, 0));
      advance(Duration.ofSeconds(99));
    }
    batch.restart();
    advance(Duration.ofSeconds(4));
    assertThat(call(0).closedAt()).isEqualTo(START.plusSeconds(400));
    assertThat(call(0).announcement().batch().orElseThrow().reason()).isEqualTo("max-age");
  }

  @Test
  void countAndQuietTogether() {
    rule("c3 q300 all");
    record(object("a", 1, 0), object("b", 1, 0));
    advance(QUIET.multipliedBy(2));
    assertThat(state().open().orElseThrow().dueAt()).isEmpty();
    record(object("c", 1, 0));
    assertThat(state().open()).isPresent();
    advance(QUIET);
    assertThat(call(0).announcement().batch().orElseThrow().reason()).isEqualTo("all");
    assertThat(call(0).announcement().batch().orElseThrow().files()).isEqualTo(3);
  }

  @Test
  void withTooFewQuietTimeDoesNotClose() {
    rule("q300 n2");
    record(object("a", 1, 0));
    advance(QUIET.multipliedBy(2));
    assertThat(state().open()).isPresent();
    record(object("b", 1, 0));
    advance(QUIET);
    assertThat(call(0).announcement().batch().orElseThrow().files()).isEqualTo(2);
  }

  @Test
  void whatWasRecordedByAClockAheadIsTakenAsRecordedNow() {
    rule("c100 q300 a400");
    clock.advance(Duration.ofDays(365));
    record(object("a", 1, 0));
    // The clock is put right, the batch starts elsewhere.
    clock.advance(Duration.ofDays(-365));
    batch.restart();
    batch.runCommand(new BatchCommand.Wake());
    assertThat(state().open().orElseThrow().dueAt()).contains(START.plus(QUIET));
    advance(Duration.ofSeconds(299));
    assertThat(announcer.calls()).isEmpty();
    advance(Duration.ofSeconds(1));
    assertThat(call(0).closedAt()).isEqualTo(START.plus(QUIET));
  }

  @Test
  void anEventTimeHoldsNothingOpenAndClosesNothing() {
    rule("c100 q300 a400");
    for (long seconds : new long[] {4_000_000_000L, -900_000_000L, 86_400, -86_400, 0}) {
      record(object("at" + seconds, 1, seconds));
      assertThat(state().open().orElseThrow().dueAt()).contains(START.plus(QUIET));
    }
    advance(QUIET);
    var facts = call(0).announcement().batch().orElseThrow();
    assertThat(call(0).closedAt()).isEqualTo(START.plus(QUIET));
    assertThat(facts.files()).isEqualTo(5);
    // It is told as it is.
    assertThat(facts.lastEventTime()).isEqualTo(START.plusSeconds(4_000_000_000L));
    assertThat(facts.firstEventTime()).isEqualTo(START.minusSeconds(900_000_000L));
  }

  @Test
  void aLateEventOpensTheNextBatch() {
    record(object("a", 1, 0), object("b", 1, 0), object("c", 1, 0));
    confirm(0);
    advance(Duration.ofHours(1));
    var late = record(object("late", 1, -7_200));
    assertThat(late.state().open().orElseThrow().totals().files()).isEqualTo(1);
    assertThat(late.state().open().orElseThrow().dueAt())
        .contains(START.plus(Duration.ofHours(1)).plus(QUIET));
  }

  @Test
  void aBatchThatStoppedIsToldOfNothing() {
    var actor = spawn();
    var probe = kit.createTestProbe();
    actor.tell(new BatchCommand.Stop());
    probe.expectTerminated(actor);
    rule("c1");
    probe.expectNoMessage(Duration.ofMillis(1));
    assertThat(policies.listeners()).isEqualTo(1);
  }

  private void rule(String rule) {
    policies.replace(policies(TriggerRuleTest.trigger(rule)));
  }
}
