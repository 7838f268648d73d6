package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tables as they stand on a terminal, wide or narrow. */
class TextTableTest {
  @AfterEach
  void forgetTheTerminal() {
    System.clearProperty("bindery.terminal.columns");
    System.clearProperty("bindery.terminal.rows");
  }

  private static TextTable table() {
    var table = new TextTable("state", ">files", "package", "job");
    table.add("done", "7", "sequencing/run-1", "0c1d4b1cf1b04a6f9b7e4f3f52a1c1de");
    table.add("failed", "1,234", "画像/試料-1", "2");
    return table;
  }

  @Test
  void columnsStandBelowOneAnotherForTheEyeAlsoWithWideLetters() {
    assertThat(table().lines(OptionalInt.empty()))
        .containsExactly(
            "state   files  package           job",
            "done        7  sequencing/run-1  0c1d4b1cf1b04a6f9b7e4f3f52a1c1de",
            "failed  1,234  画像/試料-1       2");
  }

  /** Nothing is cut: a name and an id can be copied. */
  @Test
  void aNarrowTerminalHasTheLastColumnsBelow() {
    assertThat(table().lines(OptionalInt.of(60)))
        .containsExactly(
            "state   files  package",
            "    job",
            "done        7  sequencing/run-1",
            "    0c1d4b1cf1b04a6f9b7e4f3f52a1c1de",
            "failed  1,234  画像/試料-1",
            "    2");
    assertThat(table().lines(OptionalInt.of(65))).hasSize(3);
    assertThat(table().lines(OptionalInt.of(64))).hasSize(6);
    assertThat(table().lines(OptionalInt.of(10)))
        .contains("done", "        7", "    sequencing/run-1")
        .hasSize(12);
  }

  @Test
  void cellsAreThoseOfATerminal() {
    assertThat(TextWidth.of("plain ä €")).isEqualTo(9);
    assertThat(TextWidth.of("試料")).isEqualTo(4);
    assertThat(TextWidth.of("데이터")).isEqualTo(6);
    assertThat(TextWidth.of("ＡＢ")).isEqualTo(4);
    assertThat(TextWidth.of("e\u0301")).isEqualTo(1);
    assertThat(TextWidth.of("🧬x")).isEqualTo(3);
    assertThat(TextWidth.of("𠮷")).isEqualTo(2);
    assertThat(TextWidth.cut("試料-1", 6)).isEqualTo("試料-1");
    assertThat(TextWidth.cut("試料-12", 6)).isEqualTo("試料-…");
    assertThat(TextWidth.cut("試料-12", 4)).isEqualTo("試…");
  }

  /** A line too long or too many would scroll what is drawn over itself. */
  @Test
  void whatIsDrawnFitsTheTerminal() {
    System.setProperty("bindery.terminal.columns", "12");
    System.setProperty("bindery.terminal.rows", "5");
    var written = new StringWriter();
    var out = Terminal.of(new PrintWriter(written));
    Terminal.redraw(out, List.of("short", "a line that is too long", "試料試料試料試料"));
    assertThat(written.toString())
        .isEqualTo("\033[Hshort\033[K\r\na line that…\033[K\r\n試料試料試…\033[K\r\n\033[J");
    written.getBuffer().setLength(0);
    var lines = new ArrayList<>(Collections.nCopies(8, "line"));
    lines.add("8 in all");
    Terminal.redraw(out, lines);
    assertThat(Stream.of(written.toString().split("\033\\[K\r\n")).toList())
        .containsExactly("\033[Hline", "line", "... and 6 m…", "8 in all", "\033[J");
  }

  @Test
  void aTerminalThatDoesNotKnowItsSizeHasAnyLength() {
    System.setProperty("bindery.terminal.columns", "0");
    assertThat(Terminal.columns()).isEmpty();
    System.setProperty("bindery.terminal.columns", "wide");
    assertThat(Terminal.columns()).isEmpty();
    System.setProperty("bindery.terminal.columns", "80");
    assertThat(Terminal.columns()).hasValue(80);
  }
}
