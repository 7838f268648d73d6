package io.bindery.localaws.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.localaws.http.AwsError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    "/b, ''",
    "/b/%EF%BF%BD, \uFFFD"
  })
  void keysAreDecoded(String path, String key) {
    assertThat(Target.of(path)).isEqualTo(new Target("b", key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/b/%C3%28", "/b/%ff", "/%80/k", "/b/%ED%A0%80", "/b/%C0%AF"})
  void whatIsNoUtf8IsRefused(String path) {
    assertThatThrownBy(() -> Target.of(path))
        .isInstanceOfSatisfying(AwsError.class, e -> assertThat(e.code()).isEqualTo("InvalidURI"));
    assertThatThrownBy(() -> Target.query("prefix=" + path)).isInstanceOf(AwsError.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "/"})
  void aPathMayNameNothing(String path) {
    assertThat(Target.of(path)).isEqualTo(new Target("", ""));
  }

  @Test
  void parametersAreDecodedAndMayBeEmpty() {
    assertThat(Target.query("versions&prefix=a%2Fb+c%2B&marker="))
        .containsEntry("versions", "")
        .containsEntry("prefix", "a/b c+")
        .containsEntry("marker", "");
  }
}
