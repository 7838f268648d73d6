package io.bindery.packager.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.packager.page.PageForm;
import io.bindery.packager.policy.NoticeForm;
import io.bindery.packager.policy.NoticeKind;
import io.bindery.packager.policy.NoticeRules;
import io.bindery.packager.report.JobOutcome;
import io.bindery.packager.report.Report;
import io.bindery.protocol.text.SafeText;
import io.bindery.quilt.Excerpt;
import io.bindery.quilt.name.PackageName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever an uploader wrote, pages, mails and messages say just that, and their own form holds.
 */
class HostilePagesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST = 262_144;

  /** Texts in all places that take any. */
  private static Quarantine quarantine(String text) {
    var problem = new Problem("metadata", "$." + text, text, Optional.of("meta/" + text));
    return new Quarantine("held", Optional.of(text), List.of(problem, problem));
  }

  @ParameterizedTest
  @MethodSource("io.bindery.packager.page.PageForm#texts")
  void aPageKeepsItsForm(String whole) {
    // What is wrong with a package comes shortened to 500 characters.
    var text = Excerpt.of(whole, 5_000);
    var page = text(QuarantinePage.of("QUARANTINE.md", PageForm.meant(text), quarantine(text)));
    var plain = text(QuarantinePage.of("QUARANTINE.md", PageForm.meant("x"), quarantine("x")));
    PageForm.assertForm(page, plain);
    for (var release :
        List.of(new Release.Dismissed(text, text), new Release.Dismissed("ann", text))) {
      PageForm.assertForm(released(release, text), released(new Release.Dismissed("x", "x"), "x"));
    }
  }

  private static String released(Release release, String text) {
    return text(
        QuarantinePage.released(
            "QUARANTINE.md",
            new PackageName("a/b"),
            "registry",
            release,
            Optional.of(text),
            quarantine(text).problems()));
  }

  private static String text(io.bindery.packager.enhance.AddedFile file) {
    return file.text();
  }

  @ParameterizedTest
  @MethodSource("io.bindery.packager.page.PageForm#texts")
  void aNoticeIsTakenAndSafe(String text) throws IOException {
    var problems = new ArrayList<>(Collections.nCopies(40, quarantine(text).problems().get(0)));
    for (var kind : NoticeKind.values()) {
      var outcome =
          new JobOutcome(
              kind,
              "0123456789abcdef0123456789abcdef",
              "registry",
              "a/b",
              PageForm.meant(text).source().toString(),
              1,
              Optional.of(text),
              kind == NoticeKind.QUARANTINE || kind == NoticeKind.SUGGESTION ? problems : List.of(),
              Optional.empty(),
              Optional.empty(),
              Optional.of("ab".repeat(32)),
              1,
              1,
              Instant.EPOCH);
      for (var form : NoticeForm.values()) {
        var message = Report.of(outcome, rules(form));
        assertThat(message.body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LARGEST);
        assertThat(message.subject().orElseThrow()).matches("[ -~]{1,100}");
        if (form == NoticeForm.TEXT) {
          assertThat(SafeText.lines(message.body())).isEqualTo(message.body());
        } else {
          var json = JSON.readTree(message.body());
          var mail = json.path("email").asText();
          assertThat(SafeText.lines(mail)).isEqualTo(mail);
          assertThat(json.isObject()).isTrue();
        }
      }
    }
  }

  private static NoticeRules rules(NoticeForm form) {
    return new NoticeRules(
        Optional.of("arn:aws:sns:us-east-1:111122223333:lab"),
        EnumSet.allOf(NoticeKind.class),
        form,
        Optional.of("https://quilt.example.org"));
  }
}
