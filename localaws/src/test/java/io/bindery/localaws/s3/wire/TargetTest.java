package io.bindery.localaws.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
  @ParameterizedTest
  @CsvSource({
    "/b/a//b, a//b",
    "/b//a, /a",
    "/b/a+b, a+b",
    "/b/a%2Bb, a+b",
    "/b/a%20b, a b",
    "/b/a%2Fb, a/b",
    "/b/a/../b, a/../b",
    "/b/%C3%A9, é",
    "/b/a%, a%",
    "/b/folder/, folder/",
    "/b/, ''",
    "/b, ''"
  })
  void keysAreDecoded(String path, String key) {
    assertThat(Target.of(path)).isEqualTo(new Target("b", key));
  }

  @Test
  void parametersAreDecodedAndMayBeEmpty() {
    assertThat(Target.query("versions&prefix=a%2Fb+c%2B&marker="))
        .containsEntry("versions", "")
        .containsEntry("prefix", "a/b c+")
        .containsEntry("marker", "");
  }
}
