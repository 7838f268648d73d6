package io.bindery.quilt.workflow;

/** Reads a regular expression of Python from left to right, and collects the one for Java. */
final class RegexScanner {
  static final int END = -1;

  /** In code points; Python has no bound, a schema of people stays far below. */
  private static final int MAX_LENGTH = 10_000;

  private final int[] text;
  private final StringBuilder out = new StringBuilder();
  private int at;

  RegexScanner(String pattern) {
    this.text = pattern.codePoints().toArray();
    if (text.length > MAX_LENGTH) {
      throw new PatternException(
          "it has %d characters, more than the %d allowed".formatted(text.length, MAX_LENGTH));
    }
  }

  // ---- what is read

  int at() {
    return at;
  }

  void back(int to) {
    at = to;
  }

  /** A character to come, {@link #END} if there is none. */
  int peek(int ahead) {
    return at + ahead < text.length ? text[at + ahead] : END;
  }

  int next() {
    if (at == text.length) {
      throw new PatternException("it ends too early");
    }
    return text[at++];
  }

  boolean nextIs(int c) {
    if (peek(0) != c) {
      return false;
    }
    at++;
    return true;
  }

  String digits() {
    var digits = new StringBuilder();
    while (peek(0) >= '0' && peek(0) <= '9') {
      digits.appendCodePoint(next());
    }
    return digits.toString();
  }

  String until(int end) {
    var name = new StringBuilder();
    for (int c = next(); c != end; c = next()) {
      name.appendCodePoint(c);
    }
    return name.toString();
  }

  /** Skips comments in groups, and what flag {@code x} makes meaningless. */
  void skip(boolean verbose) {
    while (true) {
      if (peek(0) == '(' && peek(1) == '?' && peek(2) == '#') {
        var unused = until(')');
      } else if (verbose && peek(0) == '#') {
        while (peek(0) != END && peek(0) != '\n') {
          at++;
        }
      } else if (verbose && (peek(0) == ' ' || (peek(0) >= '\t' && peek(0) <= '\r'))) {
        at++;
      } else {
        return;
      }
    }
  }

  // ---- what is written

  int length() {
    return out.length();
  }

  RegexScanner write(String java) {
    out.append(java);
    return this;
  }

  /** Makes what was written from a place on one thing. */
  RegexScanner group(int from) {
    out.insert(from, "(?:").append(')');
    return this;
  }

  /** A character that stands for itself. */
  void literal(int c) {
    if (c < 0x80 && Character.isLetterOrDigit(c)) {
      out.appendCodePoint(c);
    } else {
      out.append("\\x{").append(Integer.toHexString(c)).append('}');
    }
  }

  String java() {
    return out.toString();
  }
}
