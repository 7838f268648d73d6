package io.bindery.packager.workflow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Translates a regular expression of Python 3.11's {@code re} into one of Java that finds the same.
 * They look alike and differ in much: what {@code \w}, {@code \d}, {@code \s}, {@code \b} and
 * {@code $} mean, how groups are named, which characters are special in a class, which escapes
 * exist. Refused are conditional groups, which Java does not have, and what is out of bounds.
 */
final class PythonRegex {
  /** In code points; Python has no bound, a schema of people stays far below. */
  private static final int MAX_LENGTH = 10_000;

  private static final int MAX_DEPTH = 50;

  /** The product of the counts of repetitions inside each other. */
  private static final long MAX_REPETITIONS = 1_000_000;

  private static final int END = -1;
  private static final String SPACES =
      "\\t-\\r\\x{1c}-\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}"
          + "\\x{205f}\\x{3000}";
  private static final String ASCII_SPACES = "\\t-\\r\\x{20}";

  /** The flags that hold at a place of the expression. */
  private record Flags(
      boolean ignoreCase, boolean multiline, boolean dotAll, boolean verbose, boolean ascii) {
    static final Flags NONE = new Flags(false, false, false, false, false);

    Flags with(int flag, boolean on) {
      return switch (flag) {
        case 'i' -> new Flags(on, multiline, dotAll, verbose, ascii);
        case 'm' -> new Flags(ignoreCase, on, dotAll, verbose, ascii);
        case 's' -> new Flags(ignoreCase, multiline, on, verbose, ascii);
        case 'x' -> new Flags(ignoreCase, multiline, dotAll, on, ascii);
        case 'a' -> new Flags(ignoreCase, multiline, dotAll, verbose, on);
        case 'u' -> new Flags(ignoreCase, multiline, dotAll, verbose, !on);
        default -> throw new IllegalArgumentException("flag " + flag);
      };
    }

    String java() {
      return ignoreCase ? ascii ? "i-u" : "iu" : "-iu";
    }

    String word() {
      return ascii ? "A-Za-z0-9_" : "\\p{L}\\p{N}_";
    }

    String digit() {
      return ascii ? "0-9" : "\\p{Nd}";
    }

    String space() {
      return ascii ? ASCII_SPACES : SPACES;
    }
  }

  private final int[] text;
  private final StringBuilder out = new StringBuilder();
  private final Map<String, Integer> names = new HashMap<>();
  private final Set<Integer> open = new HashSet<>();
  private int at;
  private int groups;
  private int depth;

  private PythonRegex(String pattern) {
    this.text = pattern.codePoints().toArray();
    if (text.length > MAX_LENGTH) {
      throw new PatternException(
          "it has %d characters, more than the %d allowed".formatted(text.length, MAX_LENGTH));
    }
  }

  /**
   * What Java is to be given.
   *
   * @param java for {@link java.util.regex.Pattern}, without flags
   * @param repetitions the largest product of counts inside each other, at least 1
   */
  record Translated(String java, long repetitions) {}

  /**
   * Translates.
   *
   * @throws PatternException if Python would refuse it too, or it is out of bounds
   */
  static Translated translate(String pattern) {
    return new PythonRegex(pattern).translated();
  }

  private Translated translated() {
    var flags = globalFlags();
    out.append("(?").append(flags.java()).append(')');
    long repetitions = alternatives(flags);
    if (at < text.length) {
      throw new PatternException("a closing parenthesis has no opening one");
    }
    return new Translated(out.toString(), repetitions);
  }

  /** Flags at the very beginning hold for the whole; elsewhere Python refuses them. */
  private Flags globalFlags() {
    var flags = Flags.NONE;
    while (peek(0) == '(' && peek(1) == '?' && isFlag(peek(2))) {
      int end = at + 2;
      while (end < text.length && isFlag(text[end])) {
        end++;
      }
      if (end == text.length || text[end] != ')') {
        break;
      }
      for (int i = at + 2; i < end; i++) {
        flags = flags.with(text[i], true);
      }
      at = end + 1;
    }
    return flags;
  }

  private static boolean isFlag(int c) {
    return c != END && "aimsux".indexOf(c) >= 0;
  }

  private long alternatives(Flags flags) {
    if (++depth > MAX_DEPTH) {
      throw new PatternException("its groups are more than %d deep".formatted(MAX_DEPTH));
    }
    long repetitions = sequence(flags);
    while (peek(0) == '|') {
      at++;
      out.append('|');
      repetitions = Math.max(repetitions, sequence(flags));
    }
    depth--;
    return repetitions;
  }

  private long sequence(Flags flags) {
    long repetitions = 1;
    boolean repeatable = false;
    while (at < text.length && peek(0) != '|' && peek(0) != ')') {
      if (flags.verbose() && skipVerbose()) {
        continue;
      }
      if (isComment()) {
        skipComment();
        continue;
      }
      int start = out.length();
      if (quantifier(flags).isPresent()) {
        throw new PatternException("there is nothing to repeat");
      }
      var atom = atom(flags);
      long count = 1;
      if (flags.verbose()) {
        while (skipVerbose()) {
          // Between an atom and its quantifier there may be spaces.
        }
      }
      var quantifier = quantifier(flags);
      if (quantifier.isPresent()) {
        repeatable = atom.repeatable();
        if (!repeatable) {
          throw new PatternException("there is nothing to repeat");
        }
        out.insert(start, "(?:").append(')').append(quantifier.java());
        count = quantifier.count();
        if (quantifier(flags).isPresent()) {
          throw new PatternException("a repetition is repeated");
        }
      }
      long product = Math.multiplyExact(atom.repetitions(), count);
      if (product > MAX_REPETITIONS) {
        throw new PatternException(
            "its repetitions multiply to more than %d".formatted(MAX_REPETITIONS));
      }
      repetitions = Math.max(repetitions, product);
    }
    return repetitions;
  }

  /** Something that can be repeated, or the edge of a line or word, which cannot. */
  private record Atom(boolean repeatable, long repetitions) {
    static final Atom CHARACTER = new Atom(true, 1);
    static final Atom EDGE = new Atom(false, 1);
  }

  private Atom atom(Flags flags) {
    int c = next();
    switch (c) {
      case '.' -> out.append(flags.dotAll() ? "(?s:.)" : "[^\\n]");
      case '^' -> {
        out.append(flags.multiline() ? "(?:\\A|(?<=\\n))" : "\\A");
        return Atom.EDGE;
      }
      case '$' -> {
        out.append(flags.multiline() ? "(?=\\n|\\z)" : "(?=\\n?\\z)");
        return Atom.EDGE;
      }
      case '(' -> {
        return new Atom(true, group(flags));
      }
      case '[' -> characterClass(flags);
      case '\\' -> {
        return escape(flags);
      }
      default -> literal(c);
    }
    return Atom.CHARACTER;
  }

  // ---- quantifiers

  private record Quantifier(String java, long count) {
    static final Quantifier NONE = new Quantifier("", 1);

    boolean isPresent() {
      return !java.isEmpty();
    }
  }

  private Quantifier quantifier(Flags flags) {
    String java;
    long count = 1;
    switch (peek(0)) {
      case '*', '+', '?' -> java = Character.toString(next());
      case '{' -> {
        int start = at++;
        long[] bounds = bounds();
        if (bounds.length == 0) {
          at = start;
          return Quantifier.NONE;
        }
        count = Math.max(1, bounds[1] < 0 ? bounds[0] : bounds[1]);
        java = "{" + bounds[0] + (bounds[1] < 0 ? ",}" : "," + bounds[1] + "}");
      }
      default -> {
        return Quantifier.NONE;
      }
    }
    if (flags.verbose()) {
      while (skipVerbose()) {
        // Python skips spaces here as well.
      }
    }
    if (peek(0) == '?' || peek(0) == '+') {
      java += Character.toString(next());
    }
    return new Quantifier(java, count);
  }

  /** Least and most, the latter negative if there is none; empty if it is no quantifier at all. */
  private long[] bounds() {
    if (peek(0) == '}') {
      return new long[0];
    }
    var least = digits();
    String most = least;
    if (peek(0) == ',') {
      at++;
      most = digits();
    }
    if (peek(0) != '}') {
      return new long[0];
    }
    at++;
    long from = least.isEmpty() ? 0 : count(least);
    long to = most.isEmpty() ? -1 : count(most);
    if (to >= 0 && from > to) {
      throw new PatternException("a repetition has a minimum above its maximum");
    }
    return new long[] {from, to};
  }

  private static long count(String digits) {
    if (digits.length() > 9 || Long.parseLong(digits) > MAX_REPETITIONS) {
      throw new PatternException("it repeats more than %d times".formatted(MAX_REPETITIONS));
    }
    return Long.parseLong(digits);
  }

  private String digits() {
    var digits = new StringBuilder();
    while (peek(0) >= '0' && peek(0) <= '9') {
      digits.appendCodePoint(next());
    }
    return digits.toString();
  }

  // ---- groups

  private long group(Flags flags) {
    if (peek(0) != '?') {
      return capture(++groups, flags);
    }
    at++;
    int kind = next();
    switch (kind) {
      case ':' -> out.append("(?:");
      case '=', '!', '>' -> out.append("(?").appendCodePoint(kind);
      case '<' -> {
        int direction = next();
        if (direction != '=' && direction != '!') {
          throw new PatternException("there is no group (?<" + Character.toString(direction));
        }
        out.append("(?<").appendCodePoint(direction);
      }
      case 'P' -> {
        return named(flags);
      }
      case '(' ->
          throw new PatternException("it has a conditional group (?(...), which is not supported");
      default -> {
        at--;
        return closed(alternatives(scoped(flags)));
      }
    }
    return closed(alternatives(flags));
  }

  private long closed(long repetitions) {
    if (next() != ')') {
      throw new PatternException("a parenthesis is not closed");
    }
    out.append(')');
    return repetitions;
  }

  private long capture(int number, Flags flags) {
    open.add(number);
    out.append("(?<g").append(number).append('>');
    long repetitions = closed(alternatives(flags));
    open.remove(number);
    return repetitions;
  }

  private long named(Flags flags) {
    int kind = next();
    if (kind == '=') {
      var number = names.get(name(')'));
      if (number == null) {
        throw new PatternException("it refers to a group that there is not");
      }
      reference(number);
      return 1;
    }
    if (kind != '<') {
      throw new PatternException("there is no group (?P" + Character.toString(kind));
    }
    var name = name('>');
    if (names.putIfAbsent(name, ++groups) != null) {
      throw new PatternException("it has two groups named " + name);
    }
    return capture(groups, flags);
  }

  private String name(int end) {
    var name = new StringBuilder();
    for (int c = next(); c != end; c = next()) {
      name.appendCodePoint(c);
    }
    if (name.isEmpty()
        || (!Character.isUnicodeIdentifierStart(name.codePointAt(0)) && name.charAt(0) != '_')
        || !name.codePoints().allMatch(c -> c == '_' || Character.isUnicodeIdentifierPart(c))) {
      throw new PatternException("'" + name + "' cannot name a group");
    }
    return name.toString();
  }

  private void reference(int number) {
    if (number > groups || open.contains(number)) {
      throw new PatternException("it refers to group %d, which is not there yet".formatted(number));
    }
    out.append("\\k<g").append(number).append('>');
  }

  /** Flags for one group, {@code (?i-s:...)}. */
  private Flags scoped(Flags flags) {
    var inner = flags;
    boolean on = true;
    int c = next();
    boolean any = false;
    while (c != ':') {
      if (c == '-' && on) {
        on = false;
      } else if (isFlag(c) && (on || (c != 'a' && c != 'u'))) {
        inner = inner.with(c, on);
        any = true;
      } else {
        throw new PatternException(
            c == ')' && any
                ? "its flags are not at its beginning"
                : "there is no group (?" + Character.toString(c));
      }
      c = next();
    }
    if (!any) {
      throw new PatternException("a flag is missing");
    }
    out.append("(?").append(inner.java()).append(':');
    return inner;
  }

  // ---- escapes

  private Atom escape(Flags flags) {
    int c = next();
    switch (c) {
      case 'A' -> out.append("\\A");
      case 'Z' -> out.append("\\z");
      case 'b' ->
          out.append("(?:(?<=[%1$s])(?![%1$s])|(?<![%1$s])(?=[%1$s]))".formatted(flags.word()));
      case 'B' ->
          out.append("(?:(?<=[%1$s])(?=[%1$s])|(?<![%1$s])(?![%1$s]))".formatted(flags.word()));
      default -> {
        at--;
        var set = set(flags);
        if (!set.isEmpty()) {
          out.append(set);
        } else if (c >= '1' && c <= '9') {
          numbered();
        } else {
          literal(escaped());
        }
        return Atom.CHARACTER;
      }
    }
    return Atom.EDGE;
  }

  /** A reference, or three octal digits. */
  private void numbered() {
    if (isOctal(peek(0)) && isOctal(peek(1)) && isOctal(peek(2))) {
      literal(octal(3));
      return;
    }
    int number = next() - '0';
    if (peek(0) >= '0' && peek(0) <= '9') {
      number = number * 10 + next() - '0';
    }
    reference(number);
  }

  /** What {@code \d} and its like stand for, as a class; empty if it is something else. */
  private String set(Flags flags) {
    int c = peek(0);
    var members =
        switch (Character.toLowerCase(c)) {
          case 'd' -> flags.digit();
          case 'w' -> flags.word();
          case 's' -> flags.space();
          default -> "";
        };
    if (c == END || c > 'z' || members.isEmpty()) {
      return "";
    }
    at++;
    return (Character.isUpperCase(c) ? "[^" : "[") + members + "]";
  }

  /** The character that an escape stands for, behind its backslash. */
  private int escaped() {
    int c = next();
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
      case 'N' -> namedCharacter();
      case '0' -> {
        at--;
        yield octal(3);
      }
      default -> {
        if (c < 0x80 && Character.isLetterOrDigit(c)) {
          throw new PatternException("there is no escape \\" + Character.toString(c));
        }
        yield c;
      }
    };
  }

  private int namedCharacter() {
    if (next() != '{') {
      throw new PatternException("\\N needs a name in braces");
    }
    var name = new StringBuilder();
    for (int c = next(); c != '}'; c = next()) {
      name.appendCodePoint(c);
    }
    try {
      return Character.codePointOf(name.toString().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new PatternException("there is no character named " + name);
    }
  }

  private int hex(int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(peek(0) < 0x80 ? peek(0) : END, 16);
      if (digit < 0) {
        throw new PatternException("an escape needs %d hexadecimal digits".formatted(digits));
      }
      value = value * 16 + digit;
      at++;
    }
    if (value > Character.MAX_CODE_POINT) {
      throw new PatternException("an escape is beyond the last character");
    }
    return (int) value;
  }

  private int octal(int most) {
    int value = 0;
    for (int i = 0; i < most && isOctal(peek(0)); i++) {
      value = value * 8 + next() - '0';
    }
    if (value > 0377) {
      throw new PatternException("an octal escape is above \\377");
    }
    return value;
  }

  private static boolean isOctal(int c) {
    return c >= '0' && c <= '7';
  }

  // ---- classes

  private void characterClass(Flags flags) {
    out.append('[');
    if (peek(0) == '^') {
      at++;
      out.append('^');
    }
    boolean first = true;
    while (first || peek(0) != ']') {
      first = false;
      member(flags);
    }
    at++;
    out.append(']');
  }

  private void member(Flags flags) {
    var set = memberSet(flags);
    int from = set.isEmpty() ? memberCharacter() : END;
    if (peek(0) != '-' || peek(1) == ']') {
      if (set.isEmpty()) {
        literal(from);
      } else {
        out.append(set);
      }
      return;
    }
    at++;
    if (!set.isEmpty() || !memberSet(flags).isEmpty()) {
      throw new PatternException("a range has no end that is a character");
    }
    int to = memberCharacter();
    if (to < from) {
      throw new PatternException("a range ends before it begins");
    }
    literal(from);
    out.append('-');
    literal(to);
  }

  private String memberSet(Flags flags) {
    if (peek(0) != '\\') {
      return "";
    }
    at++;
    var set = set(flags);
    if (set.isEmpty()) {
      at--;
    }
    return set;
  }

  private int memberCharacter() {
    int c = next();
    if (c != '\\') {
      return c;
    }
    if (peek(0) == 'b') {
      at++;
      return '\b';
    }
    return isOctal(peek(0)) ? octal(3) : escaped();
  }

  // ---- characters

  private void literal(int c) {
    if (c < 0x80 && Character.isLetterOrDigit(c)) {
      out.appendCodePoint(c);
    } else {
      out.append("\\x{").append(Integer.toHexString(c)).append('}');
    }
  }

  private boolean isComment() {
    return peek(0) == '(' && peek(1) == '?' && peek(2) == '#';
  }

  private void skipComment() {
    while (next() != ')') {
      // A comment has no nested ones.
    }
  }

  private boolean skipVerbose() {
    int c = peek(0);
    if (c == '#') {
      while (at < text.length && text[at] != '\n') {
        at++;
      }
      return true;
    }
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      at++;
      return true;
    }
    return false;
  }

  private int peek(int ahead) {
    return at + ahead < text.length ? text[at + ahead] : END;
  }

  private int next() {
    if (at == text.length) {
      throw new PatternException("it ends too early");
    }
    return text[at++];
  }
}
