package io.bindery.packager.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.policy.NoticeForm;
import io.bindery.packager.policy.NoticeKind;
import io.bindery.packager.policy.NoticeRules;
import io.bindery.packager.quarantine.Problem;
import io.bindery.platform.bus.Subject;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Problem> PROBLEMS =
      List.of(
          new Problem(
              "metadata",
              "$.Date",
              "does not match the regex pattern ^[0-9]{4}$",
              Optional.of("meta/Date")),
          new Problem("message", "", "Commit message is required by workflow."),
          new Problem("entries", "$[3].size", "must be at least 1 (entry 'reads/ü.fastq')"));

  private static NoticeRules rules(NoticeForm form) {
    return new NoticeRules(
        Optional.of("arn:aws:sns:us-east-1:111122223333:lab"),
        EnumSet.allOf(NoticeKind.class),
        form,
        Optional.of("https://quilt.example.org"));
  }

  private static JobOutcome outcome(NoticeKind kind, String name) {
    return new JobOutcome(
        kind,
        "0123456789abcdef0123456789abcdef",
        "lab-registry",
        name,
        "s3://lab/study1/run%201/",
        1,
        kind == NoticeKind.SUCCESS ? Optional.empty() : Optional.of("Metadata failed validation."),
        kind == NoticeKind.QUARANTINE || kind == NoticeKind.SUGGESTION ? PROBLEMS : List.of(),
        kind == NoticeKind.QUARANTINE ? Optional.of("lab-quarantine") : Optional.empty(),
        kind == NoticeKind.SUGGESTION ? Optional.of("cd".repeat(16)) : Optional.empty(),
        kind == NoticeKind.SUCCESS || kind == NoticeKind.QUARANTINE
            ? Optional.of("ab".repeat(32))
            : Optional.empty(),
        1234,
        5_600_000_000L,
        Instant.parse("2026-11-20T10:00:00Z"));
  }

  private static String resource(String name) throws IOException {
    try (var in = ReportTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @EnumSource(NoticeKind.class)
  void theTextIsForPeople(NoticeKind kind) throws IOException {
    var message = Report.of(outcome(kind, "study1/run-1"), rules(NoticeForm.TEXT));

    assertThat(message.perProtocol()).isFalse();
    assertThat("Subject: " + message.subject().orElseThrow() + "\n\n" + message.body())
        .isEqualTo(resource(kind.name().toLowerCase(java.util.Locale.ROOT) + ".txt"));
  }

  @Test
  void theJsonIsForPrograms() throws IOException {
    var message = Report.of(outcome(NoticeKind.QUARANTINE, "study1/run-1"), rules(NoticeForm.JSON));

    assertThat(message.perProtocol()).isFalse();
    assertThat(JSON.readTree(message.body())).isEqualTo(JSON.readTree(resource("quarantine.json")));
  }

  @Test
  void programsAreToldWhichSuggestionWaits() throws IOException {
    var message = Report.of(outcome(NoticeKind.SUGGESTION, "study1/run-1"), rules(NoticeForm.JSON));

    assertThat(JSON.readTree(message.body())).isEqualTo(JSON.readTree(resource("suggestion.json")));
  }

  @Test
  void subscribersByMailGetTheTextAndOthersTheJson() throws IOException {
    var outcome = outcome(NoticeKind.FAILURE, "study1/run-1");

    var message = Report.of(outcome, rules(NoticeForm.BOTH));

    assertThat(message.perProtocol()).isTrue();
    JsonNode texts = JSON.readTree(message.body());
    assertThat(texts.path("email").asText())
        .isEqualTo(Report.of(outcome, rules(NoticeForm.TEXT)).body());
    assertThat(texts.path("default").asText())
        .isEqualTo(Report.of(outcome, rules(NoticeForm.JSON)).body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "größe/ß", "实验/一", "LONG"})
  void theSubjectIsShortAsciiThatSaysWhatHappened(String name) {
    var full = name.equals("LONG") ? "n".repeat(300) + "/" + "m".repeat(300) : name;

    for (var kind : NoticeKind.values()) {
      assertThat(Report.of(outcome(kind, full), rules(NoticeForm.TEXT)).subject().orElseThrow())
          .hasSizeLessThanOrEqualTo(Subject.LONGEST)
          .matches(
              "Package [ -~]+ (has a new revision|could not be made|is in quarantine: 3 errors|waits for a decision)");
    }
    assertThat(Report.subject(outcome(NoticeKind.SUCCESS, "größe/x")))
        .isEqualTo("Package groe/x has a new revision".replace("groe", "gro?e"));
  }

  @Test
  void aReasonOfAnyLengthFits() {
    var outcome = outcome(NoticeKind.FAILURE, "a/b");
    var endless =
        new JobOutcome(
            outcome.kind(),
            outcome.jobId(),
            outcome.registry(),
            outcome.packageName(),
            outcome.source(),
            1,
            Optional.of("ü".repeat(500_000)),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            outcome.at());

    var body = Report.of(endless, rules(NoticeForm.BOTH)).body();
    assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(100_000);
  }

  @Test
  void aPolicySaysWhatIsOtherwise() {
    var all =
        ConfigFactory.parseString(
            """
            n { topic-arn = "arn:aws:sns:us-east-1:111122223333:all", success = off, failure = on,
                quarantine = on, form = both, catalog-url = "https://quilt.example.org/" }
            own { success = on, failure = off }
            none { topic-arn = "" }
            bad { topic-arn = "lab" }
            odd { topic = "x" }
            """);
    var standard = NoticeRules.from(Settings.at(all, "n"));

    assertThat(standard.kinds()).containsOnly(NoticeKind.FAILURE, NoticeKind.QUARANTINE);
    assertThat(standard.catalogUrl()).contains("https://quilt.example.org");
    var own = standard.with(Settings.at(all, "own"));
    assertThat(own.kinds()).containsOnly(NoticeKind.SUCCESS, NoticeKind.QUARANTINE);
    assertThat(own.topicArn()).isEqualTo(standard.topicArn());
    assertThat(own.wants(NoticeKind.FAILURE)).isFalse();
    assertThat(standard.with(Settings.at(all, "none")).wants(NoticeKind.FAILURE)).isFalse();
    assertThatThrownBy(() -> standard.with(Settings.at(all, "bad")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("bad.topic-arn");
    assertThatThrownBy(() -> standard.with(Settings.at(all, "odd")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("odd.topic");
  }
}
