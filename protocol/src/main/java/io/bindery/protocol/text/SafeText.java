package io.bindery.protocol.text;

import java.util.HexFormat;

/**
 * A text from outside as it can be shown on a terminal, in a text log or in a mail. What would move
 * the cursor, end the line, turn the direction of writing, or not be seen at all, is shown as an
 * escape, so that a reader sees that it is there. All other characters stay.
 */
public final class SafeText {
  private SafeText() {}

  /** As a part of one line: no line end is left either. */
  public static String line(String foreign) {
    return shown(foreign, false);
  }

  /** As a text of several lines, whose line ends and tabs are ours. */
  public static String lines(String text) {
    return shown(text, true);
  }

  private static String shown(String text, boolean linesStay) {
    int first = 0;
    while (first < text.length() && isPlain(text.charAt(first))) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    var out = new StringBuilder(text.length() + 16).append(text, 0, first);
    for (int i = first; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isSafe(c) || (linesStay && (c == '\n' || c == '\t'))) {
        out.appendCodePoint(c);
      } else {
        out.append(escape(c));
      }
    }
    return out.toString();
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7F;
  }

  /** Whether a reader sees the character, and it stays in its place. */
  static boolean isSafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> !isBlankLetter(c);
    };
  }

  /** Letters and marks that have no shape: fillers of Hangul, inherent vowels, the joiner. */
  private static boolean isBlankLetter(int c) {
    return switch (c) {
      case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0 -> true;
      default -> false;
    };
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          c > 0xFFFF
              ? "\\u{" + Integer.toHexString(c) + "}"
              : "\\u" + HexFormat.of().toHexDigits((char) c);
    };
  }
}
