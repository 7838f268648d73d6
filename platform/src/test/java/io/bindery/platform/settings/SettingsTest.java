package io.bindery.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private enum Fruit {
    RED_APPLE,
    PEAR
  }

  @Test
  void endsWithOneFullStop() {
    assertThat(new SettingsException("a.b", "x", "a name"))
        .hasMessage("a.b = x is not allowed: it must be a name.");
    assertThat(new SettingsException("a.b", "x", "a template. It has no end."))
        .hasMessage("a.b = x is not allowed: it must be a template. It has no end.");
  }

  @Test
  void readsEachKindOfValue() {
    var settings =
        of(
            """
            whole = 3
            size = 64 MiB
            time = 300 s
            on = on
            text = " a "
            blank = "  "
            list = [a, " b "]
            commas = "raw/*, scratch/*,"
            fruit = red-apple
            uri = "http://127.0.0.1:4566"
            """);
    assertThat(settings.integer("whole", 1, 3)).isEqualTo(3);
    assertThat(settings.bytes("size", 1, 1L << 40)).isEqualTo(64L << 20);
    assertThat(settings.duration("time", Duration.ZERO, Duration.ofMinutes(5)))
        .isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.flag("on")).isTrue();
    assertThat(settings.text("text")).isEqualTo(" a ");
    assertThat(settings.optionalText("blank")).isEmpty();
    assertThat(settings.optionalText("absent")).isEmpty();
    assertThat(settings.texts("list")).containsExactly("a", "b");
    assertThat(settings.texts("commas")).containsExactly("raw/*", "scratch/*");
    assertThat(settings.choice("fruit", Fruit.class)).isEqualTo(Fruit.RED_APPLE);
    assertThat(settings.httpUri("uri")).isEqualTo(URI.create("http://127.0.0.1:4566"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          whole = 0          | top.inner.whole = 0 is not allowed: it must be a whole number from 1 to 64.
          whole = 65         | top.inner.whole = 65 is not allowed: it must be a whole number from 1 to 64.
          whole = many       | top.inner.whole = "many" is not allowed: it must be a whole number from 1 to 64.
          whole = 99999999999| top.inner.whole = 99999999999 is not allowed: it must be a whole number from 1 to 64.
          other = 1          | top.inner.whole is not set: it must be a whole number from 1 to 64.
          whole = {a = 1}    | top.inner.whole = {"a":1} is not allowed: it must be a whole number from 1 to 64.
          """)
  void namesPathValueAndWhatIsAllowed(String text, String message) {
    var settings = of(text);
    assertThatThrownBy(() -> settings.integer("whole", 1, 64))
        .isInstanceOf(SettingsException.class)
        .hasMessage(message);
  }

  @Test
  void refusesOtherWrongValues() {
    var settings =
        of(
            "time = 2 h, size = 5 apples, fruit = plum, uri = \"localhost:1\", list = 3\n text = \"\"");
    assertThatThrownBy(() -> settings.duration("time", Duration.ofMillis(1), Duration.ofHours(1)))
        .hasMessage(
            "top.inner.time = \"2 h\" is not allowed:"
                + " it must be a duration such as 300 s, from 1 ms to 3600 s.");
    assertThatThrownBy(() -> settings.bytes("size", 1, 2)).hasMessageContaining("5 apples");
    assertThatThrownBy(() -> settings.choice("fruit", Fruit.class))
        .hasMessage("top.inner.fruit = plum is not allowed: it must be one of red-apple, pear.");
    assertThatThrownBy(() -> settings.httpUri("uri"))
        .hasMessageContaining("an address such as https://");
    assertThatThrownBy(() -> settings.text("text")).hasMessageContaining("not set");
    assertThatThrownBy(() -> settings.sections("list"))
        .hasMessageContaining("a list of sections in braces");
  }

  @Test
  void refusesALengthOfTimeWithoutAUnit() {
    var settings = of("number = 300, text = \"300\", zero = 0, unit = 300ms");
    for (var key : List.of("number", "text")) {
      assertThatThrownBy(() -> settings.duration(key, Duration.ZERO, Duration.ofHours(1)))
          .hasMessageContaining("it must be a duration such as 300 s");
    }
    assertThat(settings.duration("zero", Duration.ZERO, Duration.ofHours(1))).isZero();
    assertThat(settings.duration("unit", Duration.ZERO, Duration.ofHours(1))).hasMillis(300);
  }

  /** A table could not hold it, or would hold another text, such as a pattern with '?'. */
  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "a/\\ud800", "\\udc00/**"})
  void refusesTextsThatNoTableCanHold(String escaped) {
    var settings = of("text = \"" + escaped + "\", list = [a, \"" + escaped + "\"]");
    assertThatThrownBy(() -> settings.optionalText("text"))
        .hasMessageStartingWith("top.inner.text = ")
        .hasMessageEndingWith("it must be a text of whole characters without NUL.");
    assertThatThrownBy(() -> settings.texts("list"))
        .hasMessageStartingWith("top.inner.list = ")
        .hasMessageEndingWith("it must be a text of whole characters without NUL.");
  }

  @Test
  void showsTheBeginningOfALongValue() {
    var settings = of("whole = " + "x".repeat(100_000));
    assertThatThrownBy(() -> settings.integer("whole", 1, 64))
        .message()
        .startsWith("top.inner.whole = \"xxx")
        .endsWith("it must be a whole number from 1 to 64.")
        .hasSizeLessThan(400);
  }

  @Test
  void namesTheSectionOfAList() {
    var sections = of("list = [{a = 1}, {a = x}]").sections("list");
    assertThat(sections.get(0).integer("a", 0, 1)).isEqualTo(1);
    assertThatThrownBy(() -> sections.get(1).integer("a", 0, 1))
        .hasMessageStartingWith("top.inner.list[1].a = \"x\"");
  }

  @Test
  void refusesKeysThatAreNotThere() {
    var settings = of("a = 1, b { c = 2 }");
    settings.only(List.of("a", "b.c", "d"));
    assertThatThrownBy(() -> settings.only(List.of("a", "b.d")))
        .hasMessage("top.inner.b.c = 2: there is no such setting; there are a, b.d.");
  }

  private static Settings of(String text) {
    return Settings.at(ConfigFactory.parseString("top.inner {\n" + text + "\n}"), "top.inner");
  }
}
