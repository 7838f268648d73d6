package io.bindery.bench.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class EntryTest {
  /** Turns of 1,000 notices, each in so many seconds. */
  private static Entry entry(double... seconds) {
    return new Entry(
        Who.BINDERY,
        Distance.NEAR,
        DoubleStream.of(seconds)
            .mapToObj(took -> new Turn(1_000, took, took / 2, took / 4, 110, 100))
            .toList());
  }

  @Test
  void aTurnTellsItsCostForANotice() {
    var turn = entry(2).turns().get(0);
    assertThat(turn.rate()).isEqualTo(500);
    assertThat(turn.cpuMicros()).isEqualTo(1_000);
    assertThat(turn.sqsCpuMicros()).isEqualTo(500);
    assertThat(turn.calls()).isEqualTo(0.21);
  }

  @Test
  void whatSlowsDownARoundForBothDoesNotCount() {
    var one = entry(1, 10, 2);
    var other = entry(2, 20, 4);
    assertThat(one.ratio(other, Turn::rate)).isEqualTo(2);
    assertThat(one.ratio(other, Turn::cpuMicros)).isEqualTo(0.5);
    assertThat(one.median(Turn::rate)).isEqualTo(500);
    assertThat(List.of(one, other))
        .extracting(it -> it.median(Turn::rate))
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }
}
