package io.bindery.protocol.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SafeTextTest {
  @Test
  void whatMovesOrHidesIsShown() {
    assertThat(SafeText.line("a\nb\r\tc\u001b[31m\u0007\u009b\u007f"))
        .isEqualTo("a\\nb\\r\\tc\\u001b[31m\\u0007\\u009b\\u007f");
    assertThat(SafeText.line("x\u202egpj.exe\u2066\u2069\u200f\u200b\u2060\ufeff\u00ad\u2028"))
        .isEqualTo("x\\u202egpj.exe\\u2066\\u2069\\u200f\\u200b\\u2060\\ufeff\\u00ad\\u2028");
    assertThat(SafeText.line("\ud800x\udb40\udc41\u3164")).isEqualTo("\\ud800x\\u{e0041}\\u3164");
  }

  @Test
  void allElseStays() {
    for (var text : new String[] {"", "a b", "Zürich/数据/😀", "ÅÄÖ ñ", "a\\n", "שלום", "`<|>`"}) {
      assertThat(SafeText.line(text)).isEqualTo(text);
    }
    assertThat(SafeText.lines("a\n\tb\r\u001bc")).isEqualTo("a\n\tb\\r\\u001bc");
  }

  @Test
  void noCharacterGetsAround() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      var line = SafeText.line("a" + Character.toString(c));
      assertThat(line.codePoints().allMatch(SafeText::isSafe)).as("U+%04X", c).isTrue();
      assertThat(line).doesNotContain("\n").doesNotContain("\r");
    }
  }

  @Test
  void codeInMarkdownIsNotLeft() {
    assertThat(Markdown.code("a")).isEqualTo("`a`");
    assertThat(Markdown.code("a`b")).isEqualTo("``a`b``");
    assertThat(Markdown.code("`` <b>")).isEqualTo("``` `` <b> ```");
    assertThat(Markdown.code("a``")).isEqualTo("``` a`` ```");
    assertThat(Markdown.code("a\n# b")).isEqualTo("`a\\n# b`");
    assertThat(Markdown.cell("a|b`")).isEqualTo("`` a\\|b` ``");
    var random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append("``a<|\n".charAt(random.nextInt(6)));
      }
      var code = Markdown.code(text.toString());
      var fence = code.substring(0, code.length() - code.replaceFirst("^`+", "").length());
      assertThat(code).endsWith(fence).doesNotContain("\n");
      assertThat(code.substring(fence.length(), code.length() - fence.length()))
          .doesNotContain(fence)
          .doesNotStartWith("`")
          .doesNotEndWith("`");
    }
  }

  @Test
  void textInMarkdownIsText() {
    assertThat(Markdown.text("<img src=x> [a](b) **c** a|b"))
        .isEqualTo("\\<img src=x\\> \\[a\\](b) \\*\\*c\\*\\* a\\|b");
    assertThat(Markdown.text("see https://evil.example or WWW.evil.example, mailto:a@b.c"))
        .isEqualTo("see https\\://evil.example or WWW\\.evil.example, mailto\\:a\\@b.c");
    assertThat(Markdown.text("s3://lab/a")).isEqualTo("s3://lab/a");
  }

  @Test
  void aPageThatSomebodyElseWordedDecides() {
    assertThat(Markdown.after("# ", "<b>`x`")).isEqualTo("\\<b\\>\\`x\\`");
    assertThat(Markdown.after("| a | `", "x`<b>|")).isEqualTo("x'<b>\\|");
    assertThat(Markdown.after("`a` \\` ", "*")).isEqualTo("\\*");
    assertThat(Markdown.after("```python\nget(\"", "```\n<b>")).isEqualTo("'''\\n<b>");
    assertThat(Markdown.after("```\nx\n```\n", "_")).isEqualTo("\\_");
  }

  @Test
  void aWordOfACommandIsOneWord() {
    assertThat(ShellText.word("s3://lab/a_b-c/")).isEqualTo("s3://lab/a_b-c/");
    assertThat(ShellText.word("s3://lab/$(x) 'y'/")).isEqualTo("'s3://lab/$(x) '\\''y'\\''/'");
  }

  @Test
  void aHeaderHoldsAnyName() {
    for (var name :
        new String[] {"ada", "Jürgen Müller", "李", "a%b", "utf-8''x", "😀", "", "UTF-8''"}) {
      assertThat(ExtendedValue.decode(ExtendedValue.encode(name))).as(name).hasValue(name);
    }
    assertThat(ExtendedValue.encode("Jürgen")).isEqualTo("UTF-8''J%C3%BCrgen");
    for (var wrong : new String[] {"J\u00fcrgen", "UTF-8''%", "UTF-8''%C3", "UTF-8''%zz", "a\tb"}) {
      assertThat(ExtendedValue.decode(wrong)).as(wrong).isEmpty();
    }
  }
}
