package io.bindery.quilt.workflow;

import static io.bindery.quilt.workflow.RegexScanner.END;

import java.util.Locale;

/** Translates what stands for a character: escapes and classes. */
final class RegexCharacters {
  private static final int MAX_OCTAL = 0377;

  private final RegexScanner in;

  RegexCharacters(RegexScanner in) {
    this.in = in;
  }

  // ---- escapes, behind their backslash

  /** What {@code \d} and its like stand for, as a class; empty if it is something else. */
  String set(RegexFlags flags) {
    int c = in.peek(0);
    var members =
        switch (c) {
          case 'd', 'D' -> flags.digit();
          case 'w', 'W' -> flags.word();
          case 's', 'S' -> flags.space();
          default -> "";
        };
    if (members.isEmpty()) {
      return "";
    }
    var unused = in.next();
    return (Character.isUpperCase(c) ? "[^" : "[") + members + "]";
  }

  /** The character that an escape stands for. */
  int escaped() {
    int c = in.next();
    return switch (c) {
      case 'a' -> 0x07;
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0b;
      case 'x' -> hex(2);
      case 'u' -> hex(4);
      case 'U' -> hex(8);
      case 'N' -> named();
      case '0' -> {
        in.back(in.at() - 1);
        yield octal();
      }
      default -> {
        if (c < 0x80 && Character.isLetterOrDigit(c)) {
          throw new PatternException("there is no escape \\" + Character.toString(c));
        }
        yield c;
      }
    };
  }

  private int named() {
    if (in.next() != '{') {
      throw new PatternException("\\N needs a name in braces");
    }
    var name = in.until('}');
    try {
      return Character.codePointOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new PatternException("there is no character named " + name);
    }
  }

  private int hex(int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = in.peek(0) < 0x80 ? Character.digit(in.peek(0), 16) : END;
      if (digit < 0) {
        throw new PatternException("an escape needs %d hexadecimal digits".formatted(digits));
      }
      value = value * 16 + digit;
      var unused = in.next();
    }
    if (value > Character.MAX_CODE_POINT) {
      throw new PatternException("an escape is beyond the last character");
    }
    return (int) value;
  }

  /** Up to three octal digits. */
  int octal() {
    int value = 0;
    for (int i = 0; i < 3 && isOctal(in.peek(0)); i++) {
      value = value * 8 + in.next() - '0';
    }
    if (value > MAX_OCTAL) {
      throw new PatternException("an octal escape is above \\377");
    }
    return value;
  }

  static boolean isOctal(int c) {
    return c >= '0' && c <= '7';
  }

  // ---- classes, behind their bracket

  void characterClass(RegexFlags flags) {
    in.write(in.nextIs('^') ? "[^" : "[");
    boolean first = true;
    while (first || in.peek(0) != ']') {
      first = false;
      member(flags);
    }
    var unused = in.next();
    in.write("]");
  }

  private void member(RegexFlags flags) {
    var set = memberSet(flags);
    int from = set.isEmpty() ? memberCharacter() : END;
    if (in.peek(0) != '-' || in.peek(1) == ']') {
      if (set.isEmpty()) {
        in.literal(from);
      } else {
        in.write(set);
      }
      return;
    }
    var unused = in.next();
    if (!set.isEmpty() || !memberSet(flags).isEmpty()) {
      throw new PatternException("a range has no end that is a character");
    }
    int to = memberCharacter();
    if (to < from) {
      throw new PatternException("a range ends before it begins");
    }
    in.literal(from);
    in.write("-");
    in.literal(to);
  }

  private String memberSet(RegexFlags flags) {
    int from = in.at();
    var set = in.nextIs('\\') ? set(flags) : "";
    if (set.isEmpty()) {
      in.back(from);
    }
    return set;
  }

  private int memberCharacter() {
    int c = in.next();
    if (c != '\\') {
      return c;
    }
    if (in.nextIs('b')) {
      return '\b';
    }
    return isOctal(in.peek(0)) ? octal() : escaped();
  }
}
