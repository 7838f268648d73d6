package io.bindery.quilt.ignore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A wildcard for a whole text. The time to compare is at most the product of both lengths, whatever
 * the wildcard: there is never more than one star to go back to.
 */
final class Glob {
  private enum Wild implements IntPredicate {
    /** Any characters, none too. */
    STAR,
    /** Exactly one. */
    ANY;

    @Override
    public boolean test(int point) {
      return true;
    }
  }

  private final List<IntPredicate> parts;

  private Glob(List<IntPredicate> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * A wildcard of Python's {@code fnmatch}: {@code *}, {@code ?} and {@code [...]}, where {@code !}
   * negates; a bracket without its end stands for itself, and there is no escape.
   */
  static Glob shell(String pattern) {
    var parts = new ArrayList<IntPredicate>();
    var points = pattern.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      var set = points[i] == '[' ? CharacterSet.shell(points, i) : null;
      if (set != null) {
        parts.add(set);
        i = set.end();
      } else {
        parts.add(simple(points[i]));
      }
    }
    return new Glob(parts);
  }

  /**
   * A wildcard of one path segment in a {@code .gitignore}: as in a shell, {@code \} takes the next
   * character for itself, and sets may have classes such as {@code [:digit:]}.
   *
   * @return null if it is broken, and so matches nothing
   */
  static Glob git(String pattern) {
    var parts = new ArrayList<IntPredicate>();
    var points = pattern.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      if (points[i] == '\\') {
        if (++i == points.length) {
          return null;
        }
        parts.add(literal(points[i]));
      } else if (points[i] == '[') {
        var set = CharacterSet.git(points, i);
        if (set == null) {
          return null;
        }
        parts.add(set);
        i = set.end();
      } else {
        parts.add(simple(points[i]));
      }
    }
    return new Glob(parts);
  }

  private static IntPredicate simple(int point) {
    return switch (point) {
      case '*' -> Wild.STAR;
      case '?' -> Wild.ANY;
      default -> literal(point);
    };
  }

  private static IntPredicate literal(int wanted) {
    return point -> point == wanted;
  }

  boolean matches(String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int mark = 0;
    while (t < text.length()) {
      int point = text.codePointAt(t);
      if (p < parts.size() && parts.get(p) == Wild.STAR) {
        star = p++;
        mark = t;
      } else if (p < parts.size() && parts.get(p).test(point)) {
        p++;
        t += Character.charCount(point);
      } else if (star >= 0) {
        p = star + 1;
        mark += Character.charCount(text.codePointAt(mark));
        t = mark;
      } else {
        return false;
      }
    }
    while (p < parts.size() && parts.get(p) == Wild.STAR) {
      p++;
    }
    return p == parts.size();
  }
}
