package io.bindery.router.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IgnorePrefixesTest {
  @ParameterizedTest(name = "[{index}] {0} ignores ''{1}'': {2}")
  @CsvSource({
    // A bare name is the segment.
    "raw, raw, true",
    "raw, raw/, true",
    "raw, raw/a, true",
    "raw, raw/a/b, true",
    "raw, rawdata/a, false",
    "raw, a/raw, false",
    "raw, Raw/a, false",
    // Everything below it.
    "raw/*, raw/a, true",
    "raw/*, raw/a/b/c, true",
    "raw/*, raw/, true",
    "raw/*, raw//a, true",
    "raw/*, raw, false",
    "raw/*, rawdata/a, false",
    "raw/*, a/raw/b, false",
    "raw/, raw/a, true",
    "raw/, raw/, true",
    "raw/, raw, false",
    // Stars and question marks inside a segment.
    "raw*, rawdata/a, true",
    "raw*, raw, true",
    "*/tmp, a/tmp/b, true",
    "*/tmp, a/b/tmp, false",
    "*.tmp, a.tmp, true",
    "*.tmp, a.tmp/b, true",
    "*.tmp, a/b.tmp, false",
    "run-?/x, run-1/x/y, true",
    "run-?/x, run-12/x, false",
    "run-?, run-😀, true",
    "a*b*c, aXXbYYc, true",
    "a*b*c, aXXbYY, false",
    "run/*/raw, run/1/raw/x, true",
    "run/*/raw, run/1/2/raw/x, false",
    "run/*/raw, run/1/rawdata, false",
    // Any depth.
    "**/tmp, tmp/a, true",
    "**/tmp, a/tmp, true",
    "**/tmp, a/b/tmp/c, true",
    "**/tmp, a/tmpx/c, false",
    "a/**/z, a/z, true",
    "a/**/z, a/b/c/z/d, true",
    "a/**/z, b/a/z, false",
    "**/*.bak, a/b/c.bak, true",
    "**, anything/at/all, true",
    // Whatever else stands for itself.
    "a.b, axb, false",
    "'a[1]', 'a[1]/x', true",
    "a|b, a|b/x, true",
    "läb, läb/x, true",
    "a//b, a//b/c, true",
    "a//b, a/b/c, false",
  })
  void compares(String pattern, String key, boolean ignored) {
    assertThat(IgnorePrefixes.of(List.of(pattern)).ignoring(key).isPresent()).isEqualTo(ignored);
  }

  @Test
  void namesTheFirstPatternThatMatches() {
    var ignore = IgnorePrefixes.of(List.of("x", "raw/*", "raw"));
    assertThat(ignore.ignoring("raw/a")).contains("raw/*");
    assertThat(ignore.ignoring("raw")).contains("raw");
    assertThat(ignore.ignoring("data/a")).isEmpty();
    assertThat(ignore.texts()).containsExactly("x", "raw/*", "raw");
  }

  @Test
  void nothingIsIgnoredByNoPattern() {
    assertThat(IgnorePrefixes.of(List.of()).ignoring("raw/a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/raw", "/"})
  void refusesPatternsThatCannotBeMeant(String pattern) {
    assertThatThrownBy(() -> IgnorePrefixes.of(List.of(pattern)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("begin with a folder's name");
  }
}
