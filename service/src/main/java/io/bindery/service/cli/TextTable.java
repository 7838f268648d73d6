package io.bindery.service.cli;

import io.bindery.protocol.text.SafeText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Rows under a heading, as wide as they are; numbers may stand at the right of their column. On a
 * terminal that is too narrow for a row, its last columns come on a line of their own: nothing is
 * left out, and what is there can be copied.
 */
final class TextTable {
  private static final String BETWEEN = "  ";
  private static final String NEXT_LINE = "    ";

  private final List<String[]> rows = new ArrayList<>();
  private final boolean[] right;

  /** The heading; a column whose name begins with {@code >} stands at the right. */
  TextTable(String... names) {
    right = new boolean[names.length];
    var heading = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      right[i] = names[i].startsWith(">");
      heading[i] = right[i] ? names[i].substring(1) : names[i];
    }
    rows.add(heading);
  }

  void add(Object... values) {
    rows.add(
        Arrays.stream(values)
            .map(value -> SafeText.line(String.valueOf(value)))
            .toArray(String[]::new));
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  /** The lines of all rows, the heading first, on the terminal that there is. */
  List<String> lines() {
    return lines(Terminal.columns());
  }

  /** The same where a line has so many cells; empty where it may be as long as it is. */
  List<String> lines(OptionalInt cells) {
    int[] widths = new int[right.length];
    for (var row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], TextWidth.of(row[i]));
      }
    }
    var parts = parts(widths, cells.orElse(Integer.MAX_VALUE));
    return rows.stream()
        .flatMap(row -> parts.stream().map(part -> line(row, widths, part)))
        .toList();
  }

  /**
   * Columns that share a line.
   *
   * @param from the first
   * @param to the one behind the last
   */
  private record Part(int from, int to) {}

  /** As many columns on a line as fit; one that is too wide for any has its own. */
  private static List<Part> parts(int[] widths, long cells) {
    var parts = new ArrayList<Part>();
    int from = 0;
    long used = widths[0];
    for (int i = 1; i < widths.length; i++) {
      used += BETWEEN.length() + (long) widths[i];
      if (used > cells) {
        parts.add(new Part(from, i));
        from = i;
        used = NEXT_LINE.length() + (long) widths[i];
      }
    }
    parts.add(new Part(from, widths.length));
    return parts;
  }

  private String line(String[] row, int[] widths, Part part) {
    var line = new StringBuilder(part.from() == 0 ? "" : NEXT_LINE);
    for (int i = part.from(); i < part.to(); i++) {
      var space = " ".repeat(widths[i] - TextWidth.of(row[i]));
      line.append(i == part.from() ? "" : BETWEEN)
          .append(right[i] ? space + row[i] : row[i])
          .append(right[i] || i == part.to() - 1 ? "" : space);
    }
    return line.toString().stripTrailing();
  }

  void print(PrintWriter out) {
    lines().forEach(out::println);
  }
}
