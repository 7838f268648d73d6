package io.bindery.quilt.workflow;

/** The flags that hold at a place of a regular expression, and what follows from them. */
record RegexFlags(
    boolean ignoreCase, boolean multiline, boolean dotAll, boolean verbose, boolean ascii) {
  static final RegexFlags NONE = new RegexFlags(false, false, false, false, false);

  private static final String SPACES =
      "\\t-\\r\\x{1c}-\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}"
          + "\\x{205f}\\x{3000}";
  private static final String ASCII_SPACES = "\\t-\\r\\x{20}";

  /** Whether a character stands for a flag; L, for bytes in a locale, does not exist for texts. */
  static boolean isFlag(int c) {
    return c >= 0 && "aimsux".indexOf(c) >= 0;
  }

  /** For a whole expression, and for a group, Python knows these two only to be switched on. */
  static boolean isOnOnly(int c) {
    return c == 'a' || c == 'u';
  }

  RegexFlags with(int flag, boolean on) {
    return switch (flag) {
      case 'i' -> new RegexFlags(on, multiline, dotAll, verbose, ascii);
      case 'm' -> new RegexFlags(ignoreCase, on, dotAll, verbose, ascii);
      case 's' -> new RegexFlags(ignoreCase, multiline, on, verbose, ascii);
      case 'x' -> new RegexFlags(ignoreCase, multiline, dotAll, on, ascii);
      case 'a' -> new RegexFlags(ignoreCase, multiline, dotAll, verbose, on);
      case 'u' -> new RegexFlags(ignoreCase, multiline, dotAll, verbose, !on);
      default -> throw new IllegalArgumentException("flag " + flag);
    };
  }

  /** For Java; all else is put into what is matched. */
  String java() {
    return ignoreCase ? ascii ? "i-u" : "iu" : "-iu";
  }

  /** Members of a class. */
  String word() {
    return ascii ? "A-Za-z0-9_" : "\\p{L}\\p{N}_";
  }

  String digit() {
    return ascii ? "0-9" : "\\p{Nd}";
  }

  String space() {
    return ascii ? ASCII_SPACES : SPACES;
  }

  String anything() {
    return dotAll ? "(?s:.)" : "[^\\n]";
  }

  String begin() {
    return multiline ? "(?:\\A|(?<=\\n))" : "\\A";
  }

  String end() {
    return multiline ? "(?=\\n|\\z)" : "(?=\\n?\\z)";
  }

  /** The edge of a word. */
  String edge() {
    return "(?:(?<=[%1$s])(?![%1$s])|(?<![%1$s])(?=[%1$s]))".formatted(word());
  }

  /** Anywhere else, but not in an empty text: so it is until Python 3.13. */
  String noEdge() {
    return "(?!\\A\\z)(?:(?<=[%1$s])(?=[%1$s])|(?<![%1$s])(?![%1$s]))".formatted(word());
  }
}
