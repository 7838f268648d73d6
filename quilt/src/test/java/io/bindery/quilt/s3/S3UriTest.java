package io.bindery.quilt.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3UriTest {

  @Test
  void readsWhatItWrites() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String version = text(random);
      S3Uri uri =
          new S3Uri(
              "bucket", text(random), version.isEmpty() ? Optional.empty() : Optional.of(version));
      assertThat(S3Uri.parse(uri.toString())).as("seed %d", seed).isEqualTo(uri);
      assertThat(uri.toString()).isASCII();
    }
  }

  private static String text(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(10); i > 0; i--) {
      int point = random.nextInt(random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1);
      out.appendCodePoint(point >= 0xd800 && point < 0xe000 ? '%' : point);
    }
    return out.toString();
  }

  /** The right column is what Python 3.11's unquote gives, in escapes. */
  @ParameterizedTest
  @CsvSource({
    "%ED%A0%80, \\ufffd\\ufffd\\ufffd",
    "%E0%80%80, \\ufffd\\ufffd\\ufffd",
    "%F0%9F%98, \\ufffd",
    "%F0%9F%98x, \\ufffdx",
    "%F0%80%80%80, \\ufffd\\ufffd\\ufffd\\ufffd",
    "%F4%90%80%80, \\ufffd\\ufffd\\ufffd\\ufffd",
    "%E2%82, \\ufffd",
    "%E2%82%E2%82%AC, \\ufffd\\u20ac",
    "%C0%AF, \\ufffd\\ufffd",
    "%FF%41, \\ufffdA",
    "%C3é%A9, \\ufffd\\u00e9\\ufffd",
    "%, %",
    "%4, %4",
    "%%41, %A",
    "a%2g%7E, a%2g~",
    "%e9%C3%a9, \\ufffd\\u00e9",
  })
  void decodesAsPythonDoes(String encoded, String expected) {
    StringBuilder escaped = new StringBuilder();
    S3Uri.parse("s3://b/" + encoded)
        .key()
        .chars()
        .forEach(
            c -> escaped.append(c < 0x80 ? String.valueOf((char) c) : String.format("\\u%04x", c)));
    assertThat(escaped).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://b/k|its scheme is 'http'",
        "b/k|it does not start with s3://",
        "file:///k|it names a local file",
        "s3:///k|the bucket is missing",
        "s3:b/k|the bucket is missing",
        "s3://b/k?partNumber=1|the query parameter 'partNumber' is not known, only versionId is",
        "s3://b[/k|the bucket has a bracket in it",
        "s3://b\u2100x/k|the bucket has a character that looks like '/', '?' or '#'",
      })
  void saysWhatIsWrong(String text, String reason) {
    S3UriException e = catchThrowableOfType(S3UriException.class, () -> S3Uri.parse(text));
    assertThat(e.value()).isEqualTo(text);
    assertThat(e.reason()).startsWith(reason);
    assertThat(e).hasMessageContaining(text).hasMessageContaining("write s3://bucket/key");
  }

  @Test
  void dropsWhatPythonDrops() {
    assertThat(S3Uri.parse(" \u0001s3://b/a\tb\r\nc?versionId=v\n"))
        .isEqualTo(S3Uri.of("b", "abc", "v"));
    assertThat(S3Uri.parse("s3://b?versionId=v#f?x=1")).isEqualTo(S3Uri.of("b", "", "v"));
    assertThat(S3Uri.parse("s3://b/k?&&foo&bar=&versionId=&versionId=v"))
        .isEqualTo(S3Uri.of("b", "k", "v"));
    assertThat(S3Uri.parse("s3://b/k?%76ersionId=v")).isEqualTo(S3Uri.of("b", "k", "v"));
  }

  @Test
  void refusesWhatNoObjectCanHave() {
    assertThatIllegalArgumentException().isThrownBy(() -> S3Uri.of("", "k"));
    assertThatIllegalArgumentException().isThrownBy(() -> S3Uri.of("b", "k", ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> S3Uri.of("b", "k\ud800"))
        .withMessageContaining("index 1");
    assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> S3Uri.of("b", null));
  }

  @Test
  void losesItsVersion() {
    assertThat(S3Uri.of("b", "k", "v").withoutVersion()).isEqualTo(S3Uri.of("b", "k"));
  }
}
