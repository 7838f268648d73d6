package io.bindery.service.cli;

import java.util.stream.IntStream;

/**
 * How many cells of a terminal a text takes: letters of East Asia and pictures take two, marks that
 * stand on the letter before them take none.
 */
final class TextWidth {
  /** First and last of those that take two, as Unicode's table of East Asian widths has them. */
  private static final int[] WIDE = {
    0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x25FD, 0x25FE, 0x2614, 0x2615,
    0x2648, 0x2653, 0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x2705, 0x2705, 0x270A, 0x270B,
    0x2728, 0x2728, 0x274C, 0x274C, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x2B1B, 0x2B1C,
    0x2B50, 0x2B50, 0x2B55, 0x2B55, 0x2E80, 0x303E, 0x3041, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97C,
    0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF01, 0xFF60, 0xFFE0, 0xFFE6,
    0x16FE0, 0x18CFF, 0x1AFF0, 0x1B2FF, 0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E,
    0x1F191, 0x1F19A, 0x1F200, 0x1F320, 0x1F32D, 0x1F335, 0x1F337, 0x1F37C, 0x1F37E, 0x1F393,
    0x1F3A0, 0x1F3CA, 0x1F3CF, 0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4, 0x1F3F8, 0x1F43E,
    0x1F440, 0x1F440, 0x1F442, 0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F567, 0x1F595, 0x1F596,
    0x1F5A4, 0x1F5A4, 0x1F5FB, 0x1F64F, 0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC, 0x1F6D0, 0x1F6D2,
    0x1F6EB, 0x1F6EC, 0x1F6F4, 0x1F6FC, 0x1F7E0, 0x1F7EB, 0x1F90C, 0x1F9FF, 0x1FA70, 0x1FAFF,
    0x20000, 0x3FFFD
  };

  private static final String CUT = "…";

  private TextWidth() {}

  static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  private static int of(int letter) {
    return switch (Character.getType(letter)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(letter) ? 2 : 1;
    };
  }

  private static boolean isWide(int letter) {
    return letter >= WIDE[0]
        && IntStream.range(0, WIDE.length / 2)
            .anyMatch(i -> letter >= WIDE[2 * i] && letter <= WIDE[2 * i + 1]);
  }

  /** The beginning of a line that fits into so many cells, with a sign if it is cut. */
  static String cut(String line, int cells) {
    if (of(line) <= cells) {
      return line;
    }
    var kept = new StringBuilder();
    int left = cells - 1;
    for (int letter : line.codePoints().toArray()) {
      left -= of(letter);
      if (left < 0) {
        break;
      }
      kept.appendCodePoint(letter);
    }
    return kept + CUT;
  }
}
