package io.bindery.quilt.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageNameTest {

  @Test
  void hasTwoParts() {
    PackageName name = new PackageName("lab/run-7");
    assertThat(name.namespace()).isEqualTo("lab");
    assertThat(name.name()).isEqualTo("run-7");
  }

  @ParameterizedTest
  @CsvSource({
    "ab, 'it has no ''/'': write namespace/name'",
    "a/, 'a part beside the ''/'' is empty: write namespace/name'",
    "/b, 'a part beside the ''/'' is empty: write namespace/name'",
    "a/b.c, 'U+002E is not allowed, only letters, digits, ''_'', ''-'' and one ''/'''",
    "a/b/c, 'U+002F is not allowed, only letters, digits, ''_'', ''-'' and one ''/'''",
  })
  void saysWhatIsWrong(String value, String reason) {
    assertThatExceptionOfType(InvalidNameException.class)
        .isThrownBy(() -> new PackageName(value))
        .withMessage("package name '" + value + "' is not valid: " + reason)
        .returns(reason, InvalidNameException::reason);
  }

  @Test
  void isReadButNotMadeWithALineFeedAtItsEnd() {
    assertThat(new PackageName("a/b\n").name()).isEqualTo("b\n");
    assertThat(PackageName.forDescription("a/b")).isEqualTo(new PackageName("a/b"));
    assertThatExceptionOfType(InvalidNameException.class)
        .isThrownBy(() -> PackageName.forDescription("a/b\n"))
        .withMessageContaining("line feed");
    for (String bad : new String[] {"a/\n", "a\n", "\n", "a/b\n\n"}) {
      assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> new PackageName(bad));
    }
  }

  @Test
  void whateverIsInferredIsAName() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        assertThat(PackageName.infer(Character.toString(point)).namespace()).isEqualTo("package");
      }
    }
  }
}
