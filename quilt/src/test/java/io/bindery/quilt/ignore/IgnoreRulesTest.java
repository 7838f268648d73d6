package io.bindery.quilt.ignore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.bindery.quilt.pattern.PathPattern;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreRulesTest {
  private static boolean drops(IgnoreStyle style, String rules, String path) {
    var parsed = IgnoreRules.parse(style, rules.getBytes(UTF_8), "s3://lab/.quiltignore");
    return new Exclusions(List.of(), Optional.of(parsed)).excludes(path);
  }

  private static String lines(String text) {
    return text.replace("\\n", "\n").replace("\\r", "\r");
  }

  @ParameterizedTest
  @CsvSource({
    "a.txt, a.txt, true",
    "A.txt, a.txt, false",
    "a*z, a/b/z, true",
    "d/*, d/e/f, true",
    "d/*, x/d/e/f, true",
    "d?e, d/e, true",
    "'a.txt ', a.txt, false",
    "*.tmp\\r\\n*.log\\r\\n, d/b.log, true",
    "\uFEFFa.txt, a.txt, true",
    "[!a].txt, b.txt, true",
    "[!a].txt, a.txt, false",
    "[]a], ], true",
    "[]-a], _, true",
    "[a-, '[a-', true",
    "[z-a]x, zx, false",
    "[!z-a]x, zx, true",
    "[a-c-e]x, -x, true",
    "[a-c-e]x, dx, false",
    "[-a]x, -x, true",
    "[\\\\]x, \\x, true",
    "\\*, \\b, true",
    "?, 😀, true",
    "'', a, false",
    "**/a.txt, a.txt, true",
    "*/*, a.txt, true",
    "/a.txt, a.txt, false",
  })
  void quiltRulesAreShellWildcards(String rules, String path, boolean dropped) {
    assertThat(drops(IgnoreStyle.QUILT, lines(rules), path)).isEqualTo(dropped);
  }

  @ParameterizedTest
  @CsvSource({
    "a.txt, d/a.txt, true",
    "/a.txt, a.txt, true",
    "/a.txt, d/a.txt, false",
    "d/a.txt, d/a.txt, true",
    "d/a.txt, x/d/a.txt, false",
    "# a.txt, '# a.txt', false",
    "\\#x, '#x', true",
    "\\!x, '!x', true",
    "*.txt\\n!a.txt, a.txt, false",
    "*.txt\\n!a.txt, b.txt, true",
    "!a.txt\\n*.txt, a.txt, true",
    "build/, build, false",
    "build/, build/x, true",
    "build/, src/build/x, true",
    "build/\\n!build/x, build/x, true",
    "build/*\\n!build/x, build/x, false",
    "a*z, a/b/z, false",
    "a/*/z, a/b/z, true",
    "a/*/z, a/b/c/z, false",
    "**/z, a/b/z, true",
    "**/z, z, true",
    "a/**, a/b/c, true",
    "a/**, a, false",
    "a/**/z, a/z, true",
    "a/**/z, a/b/c/z, true",
    "a**z, abcz, true",
    "**, a/b, true",
    "'a.txt  ', a.txt, true",
    "'a\\ ', 'a ', true",
    "a[0-9]/, a1/x, true",
    "[[:digit:]]*, 1x, true",
    "[^a], b, true",
    "[!a], a, false",
    "[a, '[a', false",
    "[c-a], c, true",
    "[c-a], b, false",
    "[[:nonsense:]], n, false",
    "a\\\\*, 'a*', true",
    "/, a, false",
    "!, a, false",
  })
  void gitRulesAreThoseOfGit(String rules, String path, boolean dropped) {
    var text = rules.replace("\\n", "\n").replace("\\\\", "\\");
    assertThat(drops(IgnoreStyle.GITIGNORE, text, path)).isEqualTo(dropped);
  }

  @Test
  void foldersAreDecidedAnewWhenTheListingLeavesThem() {
    var rules = IgnoreRules.parse(IgnoreStyle.GITIGNORE, "b/\n!b/keep".getBytes(UTF_8), "file");
    var exclusions = new Exclusions(List.of(PathPattern.of("raw")), Optional.of(rules));

    assertThat(
            List.of("a/b!/x", "a/b/c/d", "a/b/keep", "a/bc", "b", "c/b", "raw/1", "rawdata")
                .stream()
                .filter(path -> !exclusions.excludes(path)))
        .containsExactly("a/b!/x", "a/bc", "b", "c/b", "rawdata");
  }

  @Test
  void whatIsTooMuchOrNoTextIsRefused() {
    var many = "x\n".repeat(IgnoreRules.MAX_RULES + 1).getBytes(UTF_8);
    assertThatThrownBy(() -> IgnoreRules.parse(IgnoreStyle.QUILT, many, "s3://lab/.quiltignore"))
        .isInstanceOf(IgnoreFileException.class)
        .hasMessage(
            "The ignore file s3://lab/.quiltignore has 1001 rules: at most 1000 are allowed."
                + " Join some of them with wildcards.");
    var latin = "größe".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> IgnoreRules.parse(IgnoreStyle.QUILT, latin, "s3://lab/.quiltignore"))
        .hasMessage("The ignore file s3://lab/.quiltignore is not UTF-8 text: save it as UTF-8.");
  }

  @Test
  void noRuleTakesLong() {
    var rule = "*a".repeat(500) + "b";
    var deep = "**/a/".repeat(200) + "b";
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertThat(drops(IgnoreStyle.QUILT, rule, "a".repeat(1000))).isFalse();
          assertThat(drops(IgnoreStyle.GITIGNORE, rule, "a".repeat(1000))).isFalse();
          assertThat(drops(IgnoreStyle.GITIGNORE, deep, "a/".repeat(511) + "c")).isFalse();
        });
  }
}
