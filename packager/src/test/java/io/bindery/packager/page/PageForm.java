package io.bindery.packager.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.text.SafeText;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Hostile texts, and whether a page of Markdown keeps its form though it has them. */
public final class PageForm {
  private static final Pattern CODE = Pattern.compile("(?<![`\\\\])(`+)(?!`)(.*?)(?<!`)\\1(?!`)");

  /** Marks that Markdown acts on, without a backslash before them. */
  private static final Pattern LIVE =
      Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*[<\\[\\]`!~&@]|\\b(?:https?:|www\\.|mailto:)");

  private PageForm() {}

  /** What an uploader might write. */
  public static Stream<String> texts() {
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

  /** A package of a folder whose name is, or begins with, a text. */
  public static PackageDescription meant(String text) {
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

  /**
   * Asserts that no text ends a line or a cell, begins a block, or is acted on.
   *
   * @param plain the same page with harmless texts
   */
  public static void assertForm(String page, String plain) {
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
}
