package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.router.policy.Markers;
import io.bindery.router.policy.Trigger;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Quiet time says nothing while notices may wait that nobody has read. */
class BatchBacklogTest extends BatchFixture {
  private static final Duration MAX_AGE = Duration.ofHours(1);

  @Test
  void whatWaitedBelongsToTheOpenBatch() {
    record(object("a", 1, 0));
    backlog.begin();
    advance(QUIET.multipliedBy(2));
    // It comes before the end of the backlog, and is no batch of its own.
    record(object("b", 1, 1));
    assertThat(announcer.calls()).isEmpty();
    advance(QUIET);
    assertThat(announcer.calls()).isEmpty();
    backlog.end();
    var facts = call(0).announcement().batch().orElseThrow();
    assertThat(facts.files()).isEqualTo(2);
    assertThat(facts.reason()).isEqualTo("quiet");
  }

  @Test
  void countClosesAsEver() {
    backlog.begin();
    record(object("a", 1, 0));
    advance(QUIET);
    record(object("b", 1, 1), object("c", 1, 1));
    assertThat(call(0).announcement().batch().orElseThrow().files()).isEqualTo(3);
  }

  @Test
  void maxAgeClosesAtItsTime() {
    policies.replace(
        policies(
            new Trigger(
                Optional.empty(),
                Trigger.CountMode.KEYS,
                Optional.of(QUIET),
                Optional.of(MAX_AGE),
                Markers.NONE,
                Duration.ZERO,
                1,
                Trigger.Combine.ANY)));
    backlog.begin();
    record(object("a", 1, 0));
    advance(QUIET);
    assertThat(announcer.calls()).isEmpty();
    advance(MAX_AGE.minus(QUIET));
    assertThat(call(0).announcement().batch().orElseThrow().reason()).isEqualTo("max-age");
  }

  @Test
  void afterARestartItWaitsAsWellAndOnlyAsLongAsNeeded() {
    record(object("a", 1, 0));
    backlog.begin();
    clock.advance(Duration.ofHours(9));
    assertThat(batch.restart().state().open()).isPresent();
    assertThat(announcer.calls()).isEmpty();
    backlog.end();
    await().until(() -> announcer.calls().size() == 1);
  }
}
