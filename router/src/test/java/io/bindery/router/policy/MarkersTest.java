package io.bindery.router.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkersTest {
  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "_SUCCESS, run/1/_SUCCESS, true",
    "_SUCCESS, _SUCCESS, true",
    "_SUCCESS, run/1/deep/below/_SUCCESS, true",
    "_SUCCESS, run/1/_success, false",
    "_SUCCESS, run/1/_SUCCESS.crc, false",
    "_SUCCESS, run/_SUCCESS/a, false",
    "*Complete.txt, run/1/RTAComplete.txt, true",
    "*Complete.txt, run/1/CopyComplete.txt.bak, false",
    "done-??, run/done-07, true",
    "run/*/logs/end, run/1/logs/end, true",
    "run/*/logs/end, run/1/logs/end/x, false",
    "run/*/logs/end, run/1/2/logs/end, false",
    "run/**/end, run/1/2/logs/end, true",
    "**/end, end, true",
  })
  void isByNameOrByTheWholeKey(String pattern, String key, boolean marker) {
    assertThat(new Markers(List.of("other", pattern)).has(key)).isEqualTo(marker);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/"})
  void isTheNameOfAnObject(String pattern) {
    assertThatThrownBy(() -> new Markers(List.of(pattern)))
        .hasMessageContaining("neither begin nor end with a slash");
  }
}
