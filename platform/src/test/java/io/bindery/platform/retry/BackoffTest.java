package io.bindery.platform.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1000",
    "2, 2000",
    "3, 4000",
    "6, 32000",
    "7, 60000",
    "8, 60000",
    "63, 60000",
    "64, 60000",
    "65, 60000",
    "2147483647, 60000",
    // A count that is missing counts as the first failure.
    "0, 1000",
    "-2147483648, 1000"
  })
  void doublesUpToTheLongest(int failures, long millis) {
    var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    assertThat(backoff.after(failures)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void neverIsShorterThanTheOneBefore() {
    // Each is a millisecond off a power of two, where a shift rounds.
    for (var longest : new long[] {999, 1000, 1001, 1023, 1024, 1025, Long.MAX_VALUE / 2}) {
      var backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(longest));
      var pauses = IntStream.rangeClosed(1, 70).mapToLong(n -> backoff.after(n).toMillis());

      assertThat(pauses.toArray()).isSorted().endsWith(longest).startsWith(1, 2, 4);
    }
  }

  @Test
  void isTheLongestIfTheFirstWouldBeLonger() {
    var backoff = new Backoff(Duration.ofMinutes(10), Duration.ofMinutes(5));

    assertThat(backoff.after(1)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void mayBeNone() {
    assertThat(new Backoff(Duration.ZERO, Duration.ofMinutes(5), 1).after(64))
        .isEqualTo(Duration.ZERO);
  }

  @Test
  void scattersByItsJitterOnly() {
    var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), 0.2);
    var pauses = IntStream.range(0, 1000).mapToLong(n -> backoff.after(9).toMillis()).toArray();

    assertThat(LongStream.of(pauses)).allMatch(pause -> pause >= 4000 && pause <= 4800);
    assertThat(LongStream.of(pauses).distinct().count()).isGreaterThan(100);
  }

  @Test
  void refusesWhatIsNoPause() {
    var second = Duration.ofSeconds(1);

    assertThatThrownBy(() -> new Backoff(second.negated(), second))
        .hasMessageContaining("first PT-1S");
    assertThatThrownBy(() -> new Backoff(second, second, 1.5)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> new Backoff(second, second, Double.NaN)).hasMessageContaining("NaN");
  }
}
