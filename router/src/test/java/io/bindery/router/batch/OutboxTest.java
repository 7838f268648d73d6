package io.bindery.router.batch;

import static io.bindery.router.announce.Target.EVENT_BUS;
import static io.bindery.router.announce.Target.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.router.announce.Target;
import io.bindery.router.batch.Outbox.Due;
import io.bindery.router.batch.OwnCommand.AnnounceConfirmed;
import io.bindery.router.batch.OwnCommand.AnnounceFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final ClosedBatch FIRST = closed("first", EVENT_BUS, TOPIC);
  private static final ClosedBatch SECOND = closed("second", EVENT_BUS);

  private final Outbox outbox =
      new Outbox(
          List.of(EVENT_BUS, TOPIC),
          new BatchSettings(
              5, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(3)));

  private static ClosedBatch closed(String batchId, Target... targets) {
    return new ClosedBatch(
        batchId,
        CloseReason.COUNT,
        new Totals(1, 1, T0, T0),
        T0,
        List.of(targets),
        false,
        Optional.empty());
  }

  private static BatchState unannounced(ClosedBatch... batches) {
    return new BatchState(
        Optional.of(new BatchKey("lab", "run/")),
        batches.length,
        Optional.empty(),
        LongWindow.EMPTY,
        List.of(batches),
        Optional.empty());
  }

  private static AnnounceFailed failed(boolean unanswered) {
    return new AnnounceFailed(EVENT_BUS, "first", "throttled", unanswered);
  }

  @Test
  void eachTargetGetsOneAtATimeInOrder() {
    var state = unannounced(FIRST, SECOND);
    assertThat(outbox.takeDue(state))
        .containsExactly(new Due(EVENT_BUS, FIRST), new Due(TOPIC, FIRST));
    assertThat(outbox.takeDue(state)).isEmpty();
    assertThat(outbox.isBusy()).isTrue();

    outbox.noted(EVENT_BUS, "first");
    assertThat(outbox.takeDue(unannounced(closed("first", TOPIC), SECOND)))
        .containsExactly(new Due(EVENT_BUS, SECOND));

    outbox.noted(EVENT_BUS, "second");
    outbox.noted(TOPIC, "first");
    assertThat(outbox.isBusy()).isFalse();
    assertThat(outbox.takeDue(unannounced())).isEmpty();
  }

  @Test
  void aFailureWaitsEverLongerAndIsCountedByWhetherThereWasAnAnswer() {
    var pauses =
        Stream.of(true, false, true, false)
            .map(
                unanswered -> {
                  assertThat(outbox.takeDue(unannounced(FIRST)))
                      .contains(new Due(EVENT_BUS, FIRST));
                  var pause = outbox.failed(failed(unanswered)).orElseThrow();
                  assertThat(outbox.takeDue(unannounced(FIRST)))
                      .doesNotContain(new Due(EVENT_BUS, FIRST));
                  outbox.pauseOver(EVENT_BUS);
                  return pause.toMillis();
                })
            .toList();

    // Doubled from one second to three, and up to a fifth more by chance.
    assertThat(pauses.get(0)).isBetween(1000L, 1200L);
    assertThat(pauses.get(1)).isBetween(2000L, 2400L);
    assertThat(pauses.subList(2, 4)).allSatisfy(pause -> assertThat(pause).isBetween(3000L, 3600L));
    assertThat(outbox.unanswered(EVENT_BUS)).isEqualTo(2);

    outbox.takeDue(unannounced(FIRST));
    outbox.noted(EVENT_BUS, "first");
    assertThat(outbox.unanswered(EVENT_BUS)).isZero();
  }

  @Test
  void anAnswerToAnotherAnnouncementChangesNothing() {
    outbox.takeDue(unannounced(SECOND));
    assertThat(outbox.failed(failed(true))).isEmpty();
    outbox.noted(EVENT_BUS, "first");
    outbox.confirmed(new AnnounceConfirmed(EVENT_BUS, "first", "event-1"));

    assertThat(outbox.isBusy()).isTrue();
    assertThat(outbox.restarted()).isEmpty();
  }

  @Test
  void aRestartKeepsWhatIsConfirmedAndEndsPauses() {
    outbox.takeDue(unannounced(closed("first", EVENT_BUS)));
    outbox.failed(failed(false));
    outbox.restarted();
    assertThat(outbox.takeDue(unannounced(FIRST))).contains(new Due(EVENT_BUS, FIRST));

    var confirmation = new AnnounceConfirmed(EVENT_BUS, "first", "event-1");
    outbox.confirmed(confirmation);
    assertThat(outbox.restarted()).containsExactly(confirmation);
    assertThat(outbox.takeDue(unannounced(FIRST))).isEmpty();
  }
}
