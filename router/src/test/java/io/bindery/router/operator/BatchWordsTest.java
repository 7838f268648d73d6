package io.bindery.router.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BatchWordsTest {
  /** Both stand after "closes at" and "due since". */
  @Test
  void aTimeOfAnotherDayHasItsDay() {
    var now = Instant.parse("2026-11-30T23:58:36Z");
    assertThat(BatchWords.at(Instant.parse("2026-11-30T23:59:01.5Z"), now))
        .isEqualTo("23:59:01 UTC");
    assertThat(BatchWords.at(Instant.parse("2026-12-01T00:03:36Z"), now))
        .isEqualTo("2026-12-01 00:03:36 UTC");
  }
}
