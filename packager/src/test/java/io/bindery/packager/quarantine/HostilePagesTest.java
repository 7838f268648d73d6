package io.bindery.packager.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.packager.policy.NoticeForm;
import io.bindery.packager.policy.NoticeKind;
import io.bindery.packager.policy.NoticeRules;
import io.bindery.packager.report.JobOutcome;
import io.bindery.packager.report.Report;
import io.bindery.protocol.description.PackageDescription;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever an uploader wrote, pages, mails and messages say just that, and their own form holds.
 */
class HostilePagesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST = 262_144;
  private static final Pattern CODE = Pattern.compile("(?<![`\\\\])(`+)(?!`)(.*?)(?<!`)\\1(?!`)");

  /** Marks that Markdown acts on, without a backslash before them. */
  private static final Pattern LIVE =
      Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*[<\\[\\]`!~&@]|https?:|www\\.|mailto:");

  static Stream<String> texts() {
    return Stream.of(
        "\u001b[31m\u001b]8;;http://evil.example\u0007here\u001b]8;;\u0007\u009b2J",
        "a\u0000b\u0008\u007f",
        "\u202egnp.exe\u2066\u2069\u200f\u061c",
        "first\nsecond\r\n# A heading\u2028\u2029\u0085<b>",
        "| a | b |",
        "\\| a \\\\| b \\",
        "one ` two `` three ```",
        "````",
        "`",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "<!-- -->",
        "[text](http://evil.example) ![x](https://evil.example/x.png) [a]: http://b",
        "see http://evil.example, www.evil.example or mailto:a@evil.example",
        "&lt;b&gt; &#60;i&#62; &nbsp;",
        "*bold* _it_ ~~gone~~ **x**",
        "- a list",
        "1. a list",
        "+ a list",
        "    code",
        "> quoted",
        "# heading",
        "---",
        "~~~",
        "@everyone see #1",
        "$(rm -rf ~) '; rm -rf / #",
        "\ufeff\u200b\u3164\u115f",
        "{{x}} %s %1$s ${x}",
        "x|`\\<".repeat(200_000),
        "\u0001".repeat(1_000_000),
        "\u202e".repeat(1_000_000),
        "x" + "\ud83d\ude00".repeat(500_000));
  }

  /** Texts in all places that take any. */
  private static Quarantine quarantine(String text) {
    var problem = new Problem("metadata", "$." + text, text, Optional.of("meta/" + text));
    return new Quarantine("held", Optional.of(text), List.of(problem, problem));
  }

  private static PackageDescription meant(String text) {
    return PackageDescription.parse(
        "{\"source_prefix\": \"s3://lab/%s/\", \"package_name\": \"a/b\"}"
            .formatted(
                percent(
                    text.codePoints()
                        .limit(300)
                        .collect(
                            StringBuilder::new,
                            StringBuilder::appendCodePoint,
                            StringBuilder::append)
                        .toString())));
  }

  private static String percent(String text) {
    var out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      out.append("%%%02X".formatted(b & 0xff));
    }
    return out.toString();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aPageKeepsItsForm(String whole) {
    // What is wrong with a package comes shortened to 500 characters.
    var text = Excerpt.of(whole, 5_000);
    var page = text(QuarantinePage.of("QUARANTINE.md", meant(text), quarantine(text)));
    var plain = text(QuarantinePage.of("QUARANTINE.md", meant("x"), quarantine("x")));
    assertForm(page, plain);
    for (var release :
        List.of(new Release.Dismissed(text, text), new Release.Dismissed("ann", text))) {
      assertForm(released(release, text), released(new Release.Dismissed("x", "x"), "x"));
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

  private static void assertForm(String page, String plain) {
    assertThat(SafeText.lines(page)).as("what moves, hides or ends a line").isEqualTo(page);
    var lines = page.lines().toList();
    var expected = plain.lines().toList();
    assertThat(lines).hasSameSizeAs(expected);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(bars(lines.get(i))).as("cells of line %d", i).isEqualTo(bars(expected.get(i)));
      var outside = CODE.matcher(lines.get(i)).replaceAll("CODE");
      assertThat(LIVE.matcher(outside).find()).as("%s", cut(outside)).isFalse();
      assertThat(beginning(lines.get(i))).isEqualTo(beginning(expected.get(i)));
    }
  }

  /** A table is cut into cells before anything else is looked for. */
  private static long bars(String line) {
    long bars = 0;
    for (int i = 0; line.startsWith("|") && i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        i++;
      } else if (line.charAt(i) == '|') {
        bars++;
      }
    }
    return bars;
  }

  /** What makes a block of a line. */
  private static String beginning(String line) {
    var block =
        Pattern.compile("^( {4,}|\\s*(#+ |[-+*] |\\d+[.)] |>|```|~~~|---\\s*$))").matcher(line);
    return block.find() ? block.group() : "";
  }

  private static String cut(String text) {
    return text.length() <= 500 ? text : text.substring(0, 500);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aNoticeIsTakenAndSafe(String text) throws IOException {
    var problems = new ArrayList<>(Collections.nCopies(40, quarantine(text).problems().get(0)));
    for (var kind : NoticeKind.values()) {
      var outcome =
          new JobOutcome(
              kind,
              "0123456789abcdef0123456789abcdef",
              "registry",
              "a/b",
              meant(text).source().toString(),
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
