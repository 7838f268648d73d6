package io.bindery.packager.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.name.PackageName;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  private static final Set<Word> ALL = EnumSet.allOf(Word.class);
  private static final Instant TIME = Instant.parse("2026-03-04T23:59:59Z");

  private static TemplateValues values(String prefix, String match) {
    return TemplateValues.of(
        new SourceFolder("lab", prefix),
        Optional.ofNullable(match).map(MatchPattern::compile),
        TIME);
  }

  private static String filled(String template, String prefix) {
    return Template.parse(template, ALL).fill(values(prefix, "(?P<project>\\w+)/run-(\\d+)/.*"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "plain; plain",
        "{{x}}; {x}",
        "{bucket}/{prefix}; lab/exp/run-7/a b",
        "{segment.1}{segment.-1}{segment.3}; expa ba b",
        "{segment.4|none}; none",
        "{segment.-4|}; ''",
        "{group.project}-{group.2}-{group.0}; exp-7-exp/run-7/a b/",
        "{date}; 2026-03-04",
        "{date:yyyy/MM}; 2026/03",
        "{date:HH.mm 'o''clock'|x}; 23.59 o'clock",
        "{inferred}; exp_run-7/a-b",
        "{package|?}{registry|?}{workflow|?}; ???",
      })
  void fillsIn(String template, String text) {
    assertThat(filled(template, "exp/run-7/a b/")).isEqualTo(text);
  }

  @Test
  void theRootHasNoSegments() {
    assertThat(filled("{segment.1|-}{segment.-1|-}{prefix}{inferred}{group.1|-}", ""))
        .isEqualTo("--package/null-");
    assertThat(filled("{segment.1|-}{segment.2|-}", "/a/")).isEqualTo("-a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{segmnt.1}; {segmnt.1} in '{segmnt.1}' is no placeholder here: there are {bucket},",
        "{segment}; {segment} in",
        "{segment.0}; {segment.0} in",
        "{segment.x}; {segment.x} in",
        "{group.a-b}; {group.a-b} in",
        "{date:}; {date:} in",
        "{date:QQQQQQQ}; {date:QQQQQQQ} in",
        "{bucket.1}; {bucket.1} in",
        "{}; {} in",
        "a{b; The brace '{' at character 2 of 'a{b' has no counterpart",
        "a}b; The brace '}' at character 2 of 'a}b' has no counterpart",
      })
  void refusesWhatIsNoPlaceholder(String template, String message) {
    assertThatThrownBy(() -> Template.parse(template, ALL))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void refusesWhatIsNotKnownYet() {
    assertThatThrownBy(
            () -> Template.parse("{package}", EnumSet.of(Word.DATE, Word.SEGMENT, Word.GROUP)))
        .hasMessage(
            "{package} in '{package}' is no placeholder here: there are {segment.N}, {group.NAME},"
                + " {date[:FORMAT]}; for a brace itself write it twice.");
  }

  @Test
  void namesTheFolderThatHasNoValue() {
    assertThatThrownBy(() -> filled("{segment.5}", "exp/"))
        .isInstanceOf(TemplateException.class)
        .hasMessage(
            "{segment.5} in '{segment.5}' has no value for s3://lab/exp/: change the template, or"
                + " give a value for this case as {segment.5|VALUE}.");
    assertThatThrownBy(() -> filled("{group.project}", "exp/"))
        .isInstanceOf(TemplateException.class);
  }

  @Test
  void groupsMustBeThere() {
    var template = Template.parse("{group.run}{group.12345}", ALL);
    assertThatThrownBy(() -> template.checkedAgainst(Optional.empty()))
        .hasMessageContaining("there is no pattern 'match'");
    assertThatThrownBy(() -> template.checkedAgainst(Optional.of(MatchPattern.compile("(x)"))))
        .hasMessageContaining("'(x)' has no such group");
  }

  @Test
  void valuesAreWrittenAsTheReaderNeedsThem() {
    assertThat(
            Template.parse("{group.1}/{inferred}", ALL)
                .fill(values("a/b c/", "(.*)/"), PackageName::part))
        .isEqualTo("a_b-c/a/b-c");
  }

  @Test
  void noPatternTakesLong() {
    var values = values("a".repeat(1000) + "/", "(a*)*(a|aa)*b");
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertThat(Template.parse("{group.1|x}", ALL).fill(values)).isEqualTo("x"));
  }
}
