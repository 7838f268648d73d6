package io.bindery.quilt.ignore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * A set of characters in brackets.
 *
 * @param items one of them is to match
 * @param negated whether none of them is
 * @param end index of the closing bracket in the pattern
 */
record CharacterSet(List<IntPredicate> items, boolean negated, int end) implements IntPredicate {
  private static final Map<String, IntPredicate> CLASSES =
      Map.ofEntries(
          Map.entry("alpha", CharacterSet::isLetter),
          Map.entry("digit", c -> c >= '0' && c <= '9'),
          Map.entry("alnum", c -> isLetter(c) || (c >= '0' && c <= '9')),
          Map.entry("upper", c -> c >= 'A' && c <= 'Z'),
          Map.entry("lower", c -> c >= 'a' && c <= 'z'),
          Map.entry("blank", c -> c == ' ' || c == '\t'),
          Map.entry("space", c -> c == ' ' || (c >= '\t' && c <= '\r')),
          Map.entry("cntrl", c -> c < ' ' || c == 0x7F),
          Map.entry("print", c -> c >= ' ' && c < 0x7F),
          Map.entry("graph", c -> c > ' ' && c < 0x7F),
          Map.entry("punct", CharacterSet::isPunctuation),
          Map.entry("xdigit", c -> c < 0x80 && Character.digit(c, 16) >= 0));

  private static boolean isLetter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static boolean isPunctuation(int c) {
    return c > ' ' && c < 0x7F && !isLetter(c) && !(c >= '0' && c <= '9');
  }

  @Override
  public boolean test(int point) {
    for (var item : items) {
      if (item.test(point)) {
        return !negated;
      }
    }
    return negated;
  }

  /** The set that begins at {@code start}; null if it has no end. */
  static CharacterSet shell(int[] pattern, int start) {
    boolean negated = start + 1 < pattern.length && pattern[start + 1] == '!';
    int first = start + (negated ? 2 : 1);
    int end = first;
    // A bracket that comes first is one of the characters.
    while (end < pattern.length && (pattern[end] != ']' || end == first)) {
      end++;
    }
    if (end >= pattern.length) {
      return null;
    }
    var items = new ArrayList<IntPredicate>();
    for (int i = first; i < end; i++) {
      if (i + 2 < end && pattern[i + 1] == '-') {
        items.add(range(pattern[i], pattern[i + 2]));
        i += 2;
      } else {
        items.add(range(pattern[i], pattern[i]));
      }
    }
    return new CharacterSet(List.copyOf(items), negated, end);
  }

  /** The set that begins at {@code start}; null if it has no end or an unknown class. */
  static CharacterSet git(int[] pattern, int start) {
    int i = start + 1;
    boolean negated = i < pattern.length && (pattern[i] == '!' || pattern[i] == '^');
    if (negated) {
      i++;
    }
    int first = i;
    var items = new ArrayList<IntPredicate>();
    for (; i < pattern.length && (pattern[i] != ']' || i == first); i++) {
      if (pattern[i] == '[' && i + 1 < pattern.length && pattern[i + 1] == ':') {
        int close = closeOfClass(pattern, i + 2);
        if (close < 0) {
          items.add(range('[', '['));
          continue;
        }
        var known = CLASSES.get(new String(pattern, i + 2, close - i - 2));
        if (known == null) {
          return null;
        }
        items.add(known);
        i = close + 1;
        continue;
      }
      if (pattern[i] == '\\' && ++i == pattern.length) {
        return null;
      }
      int from = pattern[i];
      int to = from;
      if (i + 2 < pattern.length && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
        i += 2;
        if (pattern[i] == '\\' && ++i == pattern.length) {
          return null;
        }
        to = pattern[i];
      }
      // Of a range that is the wrong way round, git still has the first character.
      items.add(range(from, Math.max(from, to)));
    }
    return i < pattern.length ? new CharacterSet(List.copyOf(items), negated, i) : null;
  }

  /** Where {@code :]} is, if it ends the class name that begins at {@code from}. */
  private static int closeOfClass(int[] pattern, int from) {
    for (int i = from; i + 1 < pattern.length; i++) {
      if (pattern[i] == ']') {
        return -1;
      }
      if (pattern[i] == ':' && pattern[i + 1] == ']') {
        return i;
      }
    }
    return -1;
  }

  private static IntPredicate range(int from, int to) {
    return point -> point >= from && point <= to;
  }
}
