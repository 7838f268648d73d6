package io.bindery.packager.quarantine;

/** Texts of any kind within Markdown, which then say just what they said. */
final class Markdown {
  private Markdown() {}

  /** As text, also in a table. */
  static String text(String text) {
    return line(text).replaceAll("[\\\\`*_\\[\\]<>|#~!&]", "\\\\$0");
  }

  /** As code, also in a table. */
  static String code(String text) {
    var line = line(text).replace("|", "\\|");
    return line.contains("`") ? "`` " + line + " ``" : "`" + line + "`";
  }

  private static String line(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", " ");
  }
}
