package io.bindery.packager.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatchPatternTest {
  private static final String[] ATOMS = {
    "a",
    "[^/]",
    "\\d",
    ".",
    "/",
    "\\x{41}",
    "[[:alpha:]]",
    "[]a]",
    "\\Qab\\E",
    "\\pL",
    "(?i)",
    "^",
    "$",
    "\\b",
    "é",
    "{",
    "(?:)",
    "()"
  };
  private static final String[] TIMES = {
    "", "", "", "*", "+", "?", "*?", "{2}", "{0,3}", "{2,}", "{1,7}", "{0}", "{0,}", "{,3}", "{13}"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{0,100}){0,100}){0,100}/(?P<g>b)/",
        "(((((x{1,1000}){1,1000}){1,1000})))",
        "((((x{1000}){1000}){1000}){1000})",
        "((?:[^/]{500}){3}){100}",
        "(?:(?:a|b{900}){90})",
        "(\\Qabcdefghij\\E{1000}){1000}",
        "([]{}]{1000}){11}",
        "(\\{{1000}){11}",
        "((){1000}){1000}",
        "((?i:x){1000}){11}",
      })
  void oneThatIsTooLargeIsRefusedBeforeItIsCompiled(String pattern) {
    assertThatThrownBy(() -> MatchPattern.compile(pattern))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("at most 10000 are allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?P<project>[^/]+)/(?P<run>[^/]+)/",
        "(?P<a>[^/]{1,1000})/(?P<b>[^/]{1,1000})/(?P<c>[^/]{1,1000})/(?P<d>[^/]{1,1000})/",
        "(?:[^/]{1,255}/){1,16}",
        "([0-9a-f]{8}-[0-9a-f]{4}){1,3}/.*",
        "(?P<a_name_that_is_rather_long_but_costs_nothing>x){1,900}",
        "[a-z]{3}|\\d{4,}/?",
      })
  void thoseThatPeopleWriteAreNot(String pattern) {
    assertThatCode(() -> MatchPattern.compile(pattern)).doesNotThrowAnyException();
  }

  @Test
  void theSizeIsNeverTakenForLessThanItIs() {
    long seed = Long.getLong("bindery.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    int compiled = 0;
    for (int i = 0; i < 20_000; i++) {
      var text = some(random, 3);
      if (text.length() > MatchPattern.MAX_LENGTH
          || PatternSize.of(text) > MatchPattern.MAX_INSTRUCTIONS) {
        continue;
      }
      try {
        assertThat(MatchPattern.compile(text).size())
            .as("-Dbindery.seed=%d: %s", seed, text)
            .isLessThanOrEqualTo((int) PatternSize.of(text));
        compiled++;
      } catch (TemplateException e) {
        assertThat(e).hasMessageNotContaining("parts");
      }
    }
    assertThat(compiled).isGreaterThan(2000);
  }

  private static String some(Random random, int depth) {
    var text = new StringBuilder();
    for (int n = random.nextInt(4); n >= 0; n--) {
      if (depth > 0 && random.nextInt(3) == 0) {
        var open = new String[] {"(", "(?:", "(?P<n" + random.nextInt(99) + ">", "(?i:"};
        text.append(open[random.nextInt(open.length)])
            .append(some(random, depth - 1))
            .append(random.nextInt(4) == 0 ? "|" + some(random, depth - 1) : "")
            .append(')');
      } else {
        text.append(ATOMS[random.nextInt(ATOMS.length)]);
      }
      text.append(TIMES[random.nextInt(TIMES.length)]);
    }
    return text.toString();
  }

  @Test
  void aComparisonThatTakesTooLongIsCutOff() {
    var pattern = MatchPattern.compile("(?:(?:a{0,60}){0,60})b");
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1000; i++) {
                var unused = pattern.groups("a".repeat(100_000));
              }
            })
        .hasMessageContaining("takes too long: simplify the pattern");
  }

  @Test
  void oneThatOverflowsTheStackIsRefusedInWords() throws InterruptedException {
    var failure = new Throwable[1];
    var thread =
        new Thread(
            null,
            () -> {
              try {
                var unused = MatchPattern.compile("((a?){40}){40}").groups("a".repeat(1000));
              } catch (RuntimeException e) {
                failure[0] = e;
              }
            },
            "small stack",
            200 << 10);
    thread.start();
    thread.join(30_000);
    assertThat(failure[0]).hasMessageContaining("is nested too deeply: simplify it");
  }
}
