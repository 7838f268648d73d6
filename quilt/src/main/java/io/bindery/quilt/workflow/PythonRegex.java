package io.bindery.quilt.workflow;

import static io.bindery.quilt.workflow.RegexScanner.END;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Translates a regular expression of Python 3.11's {@code re} into one of Java that finds the same.
 * They look alike and differ in much: what {@code \w}, {@code \d}, {@code \s}, {@code \b} and
 * {@code $} mean, how groups are named, which characters are special in a class, which escapes
 * exist. It refuses conditional groups, which Java does not have, and what is out of bounds.
 */
final class PythonRegex {
  private static final int MAX_DEPTH = 50;

  private final RegexScanner in;
  private final RegexCharacters characters;
  private final Map<String, Integer> names = new HashMap<>();
  private final Set<Integer> open = new HashSet<>();
  private int groups;
  private int depth;

  private PythonRegex(String pattern) {
    this.in = new RegexScanner(pattern);
    this.characters = new RegexCharacters(in);
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
    in.write("(?" + flags.java() + ")");
    long repetitions = alternatives(flags);
    if (in.peek(0) != END) {
      throw new PatternException("a closing parenthesis has no opening one");
    }
    return new Translated(in.java(), repetitions);
  }

  /** Flags at the very beginning hold for the whole; elsewhere Python refuses them. */
  private RegexFlags globalFlags() {
    var flags = RegexFlags.NONE;
    while (in.peek(0) == '(' && in.peek(1) == '?' && RegexFlags.isFlag(in.peek(2))) {
      int length = 2;
      var inner = flags;
      while (RegexFlags.isFlag(in.peek(length))) {
        inner = inner.with(in.peek(length), true);
        length++;
      }
      if (in.peek(length) != ')') {
        break;
      }
      flags = inner;
      in.back(in.at() + length + 1);
    }
    return flags;
  }

  private long alternatives(RegexFlags flags) {
    if (++depth > MAX_DEPTH) {
      throw new PatternException("its groups are more than %d deep".formatted(MAX_DEPTH));
    }
    long repetitions = sequence(flags);
    while (in.nextIs('|')) {
      in.write("|");
      repetitions = Math.max(repetitions, sequence(flags));
    }
    depth--;
    return repetitions;
  }

  private long sequence(RegexFlags flags) {
    long repetitions = 1;
    in.skip(flags.verbose());
    while (in.peek(0) != END && in.peek(0) != '|' && in.peek(0) != ')') {
      int start = in.length();
      if (RegexQuantifier.read(in).isPresent()) {
        throw new PatternException("there is nothing to repeat");
      }
      var atom = atom(flags);
      in.skip(flags.verbose());
      repetitions = Math.max(repetitions, repeated(start, atom, flags));
      in.skip(flags.verbose());
    }
    return repetitions;
  }

  private long repeated(int start, Atom atom, RegexFlags flags) {
    var quantifier = RegexQuantifier.read(in);
    if (quantifier.isPresent()) {
      if (!atom.repeatable()) {
        throw new PatternException("there is nothing to repeat");
      }
      in.group(start).write(quantifier.java());
      in.skip(flags.verbose());
      if (RegexQuantifier.read(in).isPresent()) {
        throw new PatternException("a repetition is repeated");
      }
    }
    long product = Math.multiplyExact(atom.repetitions(), quantifier.count());
    if (product > RegexQuantifier.MAX_REPETITIONS) {
      throw new PatternException(
          "its repetitions multiply to more than %d".formatted(RegexQuantifier.MAX_REPETITIONS));
    }
    return product;
  }

  /** Something that can be repeated, or an edge, which cannot. */
  private record Atom(boolean repeatable, long repetitions) {
    static final Atom CHARACTER = new Atom(true, 1);
    static final Atom EDGE = new Atom(false, 1);
  }

  private Atom atom(RegexFlags flags) {
    int c = in.next();
    switch (c) {
      case '.' -> in.write(flags.anything());
      case '[' -> characters.characterClass(flags);
      case '^' -> {
        return edge(flags.begin());
      }
      case '$' -> {
        return edge(flags.end());
      }
      case '(' -> {
        return new Atom(true, group(flags));
      }
      case '\\' -> {
        return escape(flags);
      }
      default -> in.literal(c);
    }
    return Atom.CHARACTER;
  }

  private Atom edge(String java) {
    in.write(java);
    return Atom.EDGE;
  }

  private Atom escape(RegexFlags flags) {
    switch (in.peek(0)) {
      case 'A' -> in.write("\\A");
      case 'Z' -> in.write("\\z");
      case 'b' -> in.write(flags.edge());
      case 'B' -> in.write(flags.noEdge());
      default -> {
        var set = characters.set(flags);
        if (!set.isEmpty()) {
          in.write(set);
        } else if (in.peek(0) >= '1' && in.peek(0) <= '9') {
          numbered();
        } else {
          in.literal(characters.escaped());
        }
        return Atom.CHARACTER;
      }
    }
    var unused = in.next();
    return Atom.EDGE;
  }

  /** A reference, or three octal digits. */
  private void numbered() {
    if (RegexCharacters.isOctal(in.peek(0))
        && RegexCharacters.isOctal(in.peek(1))
        && RegexCharacters.isOctal(in.peek(2))) {
      in.literal(characters.octal());
      return;
    }
    int number = in.next() - '0';
    if (in.peek(0) >= '0' && in.peek(0) <= '9') {
      number = number * 10 + in.next() - '0';
    }
    reference(number);
  }

  // ---- groups

  private long group(RegexFlags flags) {
    if (!in.nextIs('?')) {
      return capture(++groups, flags);
    }
    int start = in.at();
    int kind = in.next();
    switch (kind) {
      case ':', '=', '!', '>' -> in.write("(?" + (char) kind);
      case '<' -> {
        int direction = in.next();
        if (direction != '=' && direction != '!') {
          throw noGroup("<" + Character.toString(direction));
        }
        in.write("(?<" + (char) direction);
      }
      case 'P' -> {
        return named(flags);
      }
      case '(' ->
          throw new PatternException("it has a conditional group (?(...), which is not supported");
      default -> {
        in.back(start);
        return closed(alternatives(scoped(flags)));
      }
    }
    return closed(alternatives(flags));
  }

  private static PatternException noGroup(String kind) {
    return new PatternException("there is no group (?" + kind);
  }

  private long closed(long repetitions) {
    if (in.next() != ')') {
      throw new PatternException("a parenthesis is not closed");
    }
    in.write(")");
    return repetitions;
  }

  private long capture(int number, RegexFlags flags) {
    open.add(number);
    in.write("(?<g" + number + ">");
    long repetitions = closed(alternatives(flags));
    open.remove(number);
    return repetitions;
  }

  private long named(RegexFlags flags) {
    if (in.nextIs('=')) {
      var number = names.get(name(')'));
      if (number == null) {
        throw new PatternException("it refers to a group that there is not");
      }
      reference(number);
      return 1;
    }
    if (!in.nextIs('<')) {
      throw noGroup("P");
    }
    var name = name('>');
    if (names.putIfAbsent(name, ++groups) != null) {
      throw new PatternException("it has two groups named " + name);
    }
    return capture(groups, flags);
  }

  private String name(int end) {
    var name = in.until(end);
    if (name.isEmpty()
        || (!Character.isUnicodeIdentifierStart(name.codePointAt(0)) && name.charAt(0) != '_')
        || !name.codePoints().allMatch(c -> c == '_' || Character.isUnicodeIdentifierPart(c))) {
      throw new PatternException("'" + name + "' cannot name a group");
    }
    return name;
  }

  private void reference(int number) {
    if (number > groups || open.contains(number)) {
      throw new PatternException("it refers to group %d, which is not there yet".formatted(number));
    }
    in.write("\\k<g" + number + ">");
  }

  /** Flags for one group, {@code (?i-s:...)}. */
  private RegexFlags scoped(RegexFlags flags) {
    var inner = flags;
    boolean on = true;
    boolean any = false;
    for (int c = in.next(); c != ':'; c = in.next()) {
      if (c == '-' && on) {
        on = false;
      } else if (RegexFlags.isFlag(c) && (on || !RegexFlags.isOnOnly(c))) {
        inner = inner.with(c, on);
        any = true;
      } else if (c == ')' && any) {
        throw new PatternException("its flags are not at its beginning");
      } else {
        throw noGroup(Character.toString(c));
      }
    }
    if (!any) {
      throw new PatternException("a flag is missing");
    }
    in.write("(?" + inner.java() + ":");
    return inner;
  }
}
