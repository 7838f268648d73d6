package io.bindery.packager.browse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Nothing that an author writes becomes more than text, safe links and pictures of the package. */
class SafeMarkdownTest {
  private static final SafeMarkdown MARKDOWN =
      new SafeMarkdown(
          link -> PackagePath.linked("docs/", link).map(path -> "#/packages/r/a/b?path=" + path),
          link ->
              PackagePath.linked("docs/", link)
                  .filter(Pictures::isNamed)
                  .map(
                      path -> "/api/v1/registries/r/packages/a/b/revisions/h/file/content?path=x"));

  /** All tags and attributes that there may be; a value never ends its quotes. */
  private static final Pattern ALLOWED =
      Pattern.compile(
          "</?(p|br|hr|h[1-6]|strong|em|code|pre|blockquote|ul|ol|li|table|thead|tbody|tr|th|td)"
              + "( (start|align)=\"[a-z0-9]+\")?( /)?>"
              + "|<a href=\"((https?|mailto):|#/packages/)[^\"<>]*\" rel=\"[a-z ]+\">|</a>"
              + "|<img src=\"/api/v1/registries/[^\"<>]*\"( alt=\"[^\"<>]*\")? />");

  private static String html(String markdown) {
    var html = MARKDOWN.html(markdown);
    assertThat(ALLOWED.matcher(html).replaceAll(""))
        .as(html)
        .doesNotContain("<")
        .doesNotContain(">");
    return html;
  }

  @Test
  void textLinksAndPicturesAreRendered() {
    assertThat(html("# T\n\n*a* **b** `c`\n\n1. x\n\n| a |\n|:-:|\n| 1 |\n"))
        .contains("<h1>T</h1>", "<em>a</em>", "<strong>b</strong>", "<code>c</code>", "<ol>")
        .contains("<th align=\"center\">a</th>");
    assertThat(html("[w](https://example.org/a?b=c&d=e)"))
        .contains(
            "<a href=\"https://example.org/a?b&#61;c&amp;d&#61;e\" rel=\"noopener noreferrer");
    assertThat(html("[f](../x%20y.csv) [g](./z)"))
        .contains("#/packages/r/a/b?path&#61;x%20y.csv", "#/packages/r/a/b?path&#61;docs/z");
    assertThat(html("![p](a.png \"t\")"))
        .contains("<img src=", "alt=\"p\"")
        .doesNotContain("title");
  }

  @Test
  void whatIsNotAllowedBecomesItsWords() {
    for (var bad :
        List.of(
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](java&#115;cript:alert(1))",
            "[x](data:text/html,y)",
            "[x](vbscript:y)",
            "[x](//evil.example)",
            "[x](#mark)",
            "[x](../../out)",
            "<javascript:alert(1)>",
            "[x](\u0001javascript:y)",
            "[x](file:///etc/passwd)",
            "[x]: javascript:y\n\n[x]")) {
      assertThat(html(bad)).as(bad).doesNotContain("href");
    }
    for (var bad :
        List.of(
            "![x](http://evil/x.png)",
            "![x](data:image/png;base64,AA)",
            "![x](//evil/x.png)",
            "![x](a.svg)",
            "![x](../../a.png)",
            "![x](javascript:y.png)")) {
      assertThat(html(bad)).as(bad).doesNotContain("<img").contains("x");
    }
    assertThat(html("<script>alert(1)</script><img src=x onerror=alert(1)>"))
        .contains("&lt;script&gt;");
    assertThat(html("[a\" onmouseover=\"x](https://e.org/\"onclick=\"x)")).doesNotContain("=\"x");
    assertThat(html("``` \"><script>\ncode\n```")).contains("<pre><code>code");
    assertThat(SafeMarkdown.plain("<b>&amp;")).isEqualTo("<pre>&lt;b&gt;&amp;amp;</pre>");
  }

  @Test
  void noTextMakesItsReaderHangOrFail() {
    for (var piece :
        List.of(
            ">",
            "- ",
            "*a **a ",
            "[",
            "![",
            "](",
            "`",
            "<",
            "&",
            "\\",
            "_",
            "~~~\n",
            "|",
            "| - ",
            "[a](",
            "<a",
            "\t",
            "1. ",
            "[a]: b\n",
            "*",
            "<!--",
            "<?",
            "[[a]]",
            "**x*")) {
      var text = piece.repeat(Readmes.MOST_BYTES / 8 / piece.length());
      assertTimeoutPreemptively(Duration.ofSeconds(60), () -> html(text), piece);
    }
  }

  @Test
  void randomTextsAreSafe() {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    System.err.println("seed " + seed);
    var random = new Random(seed);
    var pieces =
        List.of(
            "[",
            "]",
            "(",
            ")",
            "!",
            "<",
            ">",
            "\"",
            "'",
            "javascript:",
            "http://",
            "a.png",
            "\n",
            "\n\n",
            "*",
            "_",
            "`",
            "&#",
            "x",
            ";",
            "\\",
            "|",
            "-|-",
            "onerror=",
            "<img src=",
            " ",
            "&lt;script&gt;",
            "\u202e",
            "data:",
            "#",
            "//");
    for (int i = 0; i < 3000; i++) {
      var text = new StringBuilder();
      for (int j = random.nextInt(40); j >= 0; j--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      assertThat(Optional.of(html(text.toString()))).isPresent();
    }
  }
}
