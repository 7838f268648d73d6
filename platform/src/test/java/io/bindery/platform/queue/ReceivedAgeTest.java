package io.bindery.platform.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** About how old the messages are that wait, by those that are received. */
class ReceivedAgeTest {
  private static final Instant T = Instant.parse("2026-11-30T08:00:00Z");

  private final ReceivedAge age = new ReceivedAge();

  @Test
  void anEmptyQueueHasNoAge() {
    age.received(T.minusSeconds(500), T);
    assertThat(age.seconds(0, T)).isZero();
  }

  @Test
  void whatWaitsIsAboutAsOldAsWhatIsReceived() {
    age.received(T.minusSeconds(100), T);
    age.received(T.minusSeconds(40), T);
    assertThat(age.seconds(10, T.plusSeconds(5))).isEqualTo(105);
    // When it has caught up, the old ones are forgotten.
    age.received(T.plusSeconds(34), T.plusSeconds(35));
    age.received(T.plusSeconds(69), T.plusSeconds(70));
    assertThat(age.seconds(10, T.plusSeconds(70))).isEqualTo(36);
    age.received(T.plusSeconds(104), T.plusSeconds(105));
    assertThat(age.seconds(10, T.plusSeconds(105))).isEqualTo(36);
  }

  @Test
  void whileNothingIsReceivedItGrows() {
    assertThat(age.seconds(3, T)).isZero();
    assertThat(age.seconds(3, T.plusSeconds(600))).isEqualTo(600);
    age.received(T.plusSeconds(599), T.plusSeconds(600));
    assertThat(age.seconds(3, T.plusSeconds(900))).isEqualTo(301);
  }

  @Test
  void aClockThatIsAheadMakesNoNegativeAge() {
    age.received(T.plusSeconds(30), T);
    assertThat(age.seconds(1, T)).isZero();
  }
}
