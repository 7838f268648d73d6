package io.bindery.service.cli;

import io.bindery.protocol.text.SafeText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under a heading, as wide as they are; numbers may stand at the right of their column. */
final class TextTable {
  private static final String BETWEEN = "  ";

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

  /** One line for each row, the heading first. */
  List<String> lines() {
    int[] widths = new int[right.length];
    for (var row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].codePointCount(0, row[i].length()));
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(String[] row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < row.length; i++) {
      var space = " ".repeat(widths[i] - row[i].codePointCount(0, row[i].length()));
      line.append(i == 0 ? "" : BETWEEN)
          .append(right[i] ? space + row[i] : row[i])
          .append(right[i] || i == row.length - 1 ? "" : space);
    }
    return line.toString().stripTrailing();
  }

  void print(PrintWriter out) {
    lines().forEach(out::println);
  }
}
