package io.bindery.quilt.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,\\n 2,\\n x]|3|2|9|expected a value but found 'x'",
        "{\"a\" 1}|1|6|5|expected ':' after the key but found '1'",
        "{a: 1}|1|2|1|expected a key in double quotes but found 'a'",
        "{\"a\": 1,}|1|9|8|expected a key in double quotes but found '}'",
        "[1 2]|1|4|3|expected ',' or ']' but found '2'",
        "[\"ab|1|2|1|the text that starts here has no closing quote",
        "[1|1|3|2|the text ends too early",
        "[\"\\q\"]|1|3|2|the escape after this backslash is not one of JSON's",
        "[\"\\u12g4\"]|1|3|2|\\u needs four hexadecimal digits",
        "[\"\\|1|3|2|the escape after this backslash is not one of JSON's",
        "[tru]|1|2|1|expected a value but found 't'",
        "[-]|1|2|1|expected a value but found '-'",
        "[1] []|1|5|4|expected the end of the text but found '['",
      })
  void saysWhatIsWrongAndWhere(String text, int line, int column, int offset, String reason) {
    JsonSyntaxException e =
        catchThrowableOfType(
            JsonSyntaxException.class, () -> Json.parse(text.replace("\\n", "\n")));
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(List.of(e.line(), e.column(), e.offset())).containsExactly(line, column, offset);
    assertThat(e).hasMessageContaining("line " + line + ", column " + column);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.", ".5", "1e", "1e+", "-", "00", "0x1", "1_0", "\u0661", "+1", "Nan", "-NaN", "nul",
        "\u00a01"
      })
  void refusesWhatPythonRefuses(String text) {
    assertThatExceptionOfType(JsonSyntaxException.class).isThrownBy(() -> Json.parse(text));
  }

  @Test
  void boundsTheDepth() {
    JsonLimits limits = new JsonLimits(3, 1000);
    assertThat(Json.parse("[[{}]]", limits)).isInstanceOf(JsonArray.class);
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> Json.parse("[[[[]]]]", limits))
        .withMessageContaining("nested deeper than 3 levels");
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> Json.parse("[".repeat(1_000_000)))
        .withMessageContaining("nested deeper than");
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> Json.parse("{\"a\":".repeat(1_000_000)))
        .withMessageContaining("nested deeper than");
  }

  @Test
  void boundsTheLength() {
    JsonLimits limits = new JsonLimits(3, 4);
    assertThat(Json.parse("1234", limits)).isEqualTo(JsonInteger.of(1234));
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> Json.parse("12345", limits))
        .withMessageContaining("more than the 4 allowed");
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> Json.parse("12345".getBytes(StandardCharsets.UTF_8), limits))
        .withMessageContaining("more than the 4 allowed");
  }

  @Test
  void boundsTheDigitsOfIntegersAsPythonDoes() {
    String digits = "9".repeat(4300);
    assertThat(JsonForm.FILE.toText(Json.parse("-" + digits))).isEqualTo("-" + digits);
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> Json.parse(digits + "9"))
        .withMessageContaining("4301 digits");
    assertThat(Json.parse(digits + "9e0")).isEqualTo(new JsonFloat(Double.POSITIVE_INFINITY));
  }

  @Test
  void keepsIntegersAndFloatsApart() {
    assertThat(Json.parse("1")).isNotEqualTo(Json.parse("1.0"));
    assertThat(Json.parse("-0")).isEqualTo(JsonInteger.of(0));
    assertThat(Json.parse("-0.0")).isEqualTo(new JsonFloat(-0.0)).isNotEqualTo(new JsonFloat(0.0));
    assertThat(Json.parse("999999999999999999")).isEqualTo(JsonInteger.of(999999999999999999L));
    assertThat(JsonForm.FILE.toText(Json.parse("9223372036854775808")))
        .isEqualTo("9223372036854775808");
  }

  @Test
  void refusesAByteOrderMarkInText() {
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> Json.parse("\ufeff{}"))
        .withMessageContaining("byte order mark");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void detectsTheEncodingOfBytes(String name) {
    Charset charset = Charset.forName(name);
    for (String text : List.of("{\"\u00e9\": \"\u65e5 \ud83d\ude00\"}", "7", "[]")) {
      JsonValue expected = Json.parse(text);
      assertThat(Json.parse(text.getBytes(charset))).isEqualTo(expected);
      assertThat(Json.parse(("\ufeff" + text).getBytes(charset))).isEqualTo(expected);
    }
  }

  @Test
  void saysWhichByteIsNoText() {
    byte[] latin = "{\"a\":\n\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    JsonSyntaxException e =
        catchThrowableOfType(JsonSyntaxException.class, () -> Json.parse(latin));
    assertThat(e).hasMessageContaining("the byte 0xe9 is not valid UTF-8");
    assertThat(List.of(e.line(), e.column(), e.offset())).containsExactly(2, 2, 7);
    assertThatExceptionOfType(JsonSyntaxException.class).isThrownBy(() -> Json.parse(new byte[0]));
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xc3}));
  }

  @Test
  void isNotSlowOnHostileText() {
    StringBuilder manyKeys = new StringBuilder("{\"k\": 0");
    for (int i = 0; i < 200_000; i++) {
      manyKeys.append(", \"k").append(i % 1000).append("\": ").append(i);
    }
    assertThat(((JsonObject) Json.parse(manyKeys.append("}").toString())).members()).hasSize(1001);
    String escapes = "\"" + "\\u0041".repeat(500_000) + "\"";
    assertThat(Json.parse(escapes)).isEqualTo(new JsonString("A".repeat(500_000)));
    assertThat(Json.parse("0." + "1".repeat(1_000_000)))
        .isEqualTo(new JsonFloat(0.1111111111111111));
  }
}
