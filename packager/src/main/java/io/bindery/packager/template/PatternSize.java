package io.bindery.packager.template;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many instructions the program of a regular expression of RE2 has at most, told from its text
 * alone: a repetition counts as often as it is written out. What is no pattern gets some number;
 * the compiler refuses it afterwards. Where the text can be read in two ways, the larger number
 * counts.
 */
final class PatternSize {
  /** No larger number is told. */
  static final long MOST = 1_000_000_000;

  private final String text;
  private int at;

  /** What is open: the sizes of what stands before, in this and in the groups around. */
  private final Deque<Level> around = new ArrayDeque<>();

  /** The whole has a beginning and an end, too. */
  private Level level = new Level(3);

  /** One group, or the whole. */
  private static final class Level {
    /** Instructions at the two ends. */
    private final long ends;

    /** Of all that stands before the last part. */
    long before;

    /** Of the last part, which a repetition would repeat. */
    long last;

    Level(long ends) {
      this.ends = ends;
    }

    void add(long size) {
      before = bounded(before + last);
      last = size;
    }

    /** What is empty is one instruction that does nothing. */
    long sum() {
      return bounded(Math.max(1, before + last) + ends);
    }
  }

  private PatternSize(String text) {
    this.text = text;
  }

  static long of(String text) {
    return new PatternSize(text).size();
  }

  private static long bounded(long size) {
    return Math.min(size, MOST);
  }

  private long size() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case '(' -> open();
        case ')' -> close();
        case '|' -> {
          level.add(2);
          level.add(0);
        }
        case '*', '+', '?' -> level.last = bounded(level.last + 2);
        case '{' -> braces();
        case '[' -> {
          level.add(1);
          skipClass();
        }
        case '\\' -> escape();
        default -> level.add(1);
      }
    }
    while (!around.isEmpty()) {
      close();
    }
    return level.sum();
  }

  /** A group that captures has an instruction at each end; flags without a colon are no group. */
  private void open() {
    if (!text.startsWith("?", at)) {
      around.push(level);
      level = new Level(2);
      return;
    }
    if (text.startsWith("?P<", at) || text.startsWith("?<", at)) {
      int end = text.indexOf('>', at);
      at = end < 0 ? text.length() : end + 1;
      around.push(level);
      level = new Level(2);
      return;
    }
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != ':' && text.charAt(end) != ')') {
      end++;
    }
    at = Math.min(end + 1, text.length());
    if (text.startsWith(":", end)) {
      around.push(level);
      level = new Level(0);
    }
  }

  private void close() {
    if (!around.isEmpty()) {
      long size = level.sum();
      level = around.pop();
      level.add(size);
    }
  }

  /** {@code {n}}, {@code {n,}} or {@code {n,m}}; else a brace that stands for itself. */
  private void braces() {
    int end = text.indexOf('}', at);
    var inside = end < 0 ? "" : text.substring(at, end);
    int comma = inside.indexOf(',');
    var least = comma < 0 ? inside : inside.substring(0, comma);
    var most = comma < 0 ? least : inside.substring(comma + 1);
    if (!isNumber(least) || !(most.isEmpty() || isNumber(most))) {
      level.add(1);
      return;
    }
    long from = number(least);
    // Those above the least are optional; without a most, the last one is repeated without end.
    level.last =
        most.isEmpty()
            ? bounded(Math.max(1, from) * level.last + 2)
            : bounded(Math.max(1, from) * level.last)
                + bounded(Math.max(0, number(most) - from) * (level.last + 1));
    at = end + 1;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static long number(String digits) {
    return digits.length() > 9 ? MOST : Long.parseLong(digits);
  }

  /** A set of characters is one instruction, however many it has. */
  private void skipClass() {
    if (at < text.length() && text.charAt(at) == '^') {
      at++;
    }
    int first = at;
    while (at < text.length() && (text.charAt(at) != ']' || at == first)) {
      if (text.startsWith("[:", at) && text.indexOf(":]", at + 2) >= 0) {
        at = text.indexOf(":]", at + 2) + 2;
      } else {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
    }
    at = Math.min(at + 1, text.length());
  }

  private void escape() {
    if (text.startsWith("Q", at)) {
      int end = text.indexOf("\\E", at);
      int to = end < 0 ? text.length() : end;
      for (int i = at + 1; i < to; i++) {
        level.add(1);
      }
      at = end < 0 ? to : end + 2;
      return;
    }
    level.add(1);
    char c = at < text.length() ? text.charAt(at) : ' ';
    at = Math.min(at + 1, text.length());
    if ((c == 'x' || c == 'p' || c == 'P') && text.startsWith("{", at)) {
      int end = text.indexOf('}', at);
      at = end < 0 ? text.length() : end + 1;
    }
  }
}
