package io.bindery.quilt.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * A glob over whole path segments. {@code *} stands for any characters inside one segment, none
 * too; {@code ?} for exactly one; {@code **} as a whole segment for any number of segments, none
 * too. A slash at the end means "below it". Upper and lower case differ, as in S3. Every other
 * character stands for itself.
 */
public record PathPattern(String text, List<String> segments) {
  /** The segment for any number of segments. */
  public static final String ANY_DEPTH = "**";

  /** No key has more than 1,024 bytes. */
  public static final int MAX_LENGTH = 4096;

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is too long; the message is the end of a sentence "it
   *     must be …"
   */
  public static PathPattern of(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("patterns of at most %d characters".formatted(MAX_LENGTH));
    }
    return new PathPattern(text, split(text));
  }

  /** Whether the path is, or begins with, what the pattern describes. */
  public boolean covers(List<String> path) {
    return matches(path, false);
  }

  /** Whether the whole path is what the pattern describes. */
  public boolean matches(List<String> path) {
    return matches(path, true);
  }

  /** The segments between the slashes; those at the ends may be empty. */
  public static List<String> split(String path) {
    var segments = new ArrayList<String>();
    int start = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      segments.add(path.substring(start, slash));
      start = slash + 1;
    }
    segments.add(path.substring(start));
    return segments;
  }

  /** Greedy, with one step back to the last {@link #ANY_DEPTH}, as {@link #glob} does. */
  private boolean matches(List<String> path, boolean whole) {
    int p = 0;
    int k = 0;
    int any = -1;
    int mark = 0;
    while (true) {
      if (p == segments.size()) {
        if (!whole || k == path.size()) {
          return true;
        }
      } else if (segments.get(p).equals(ANY_DEPTH)) {
        any = p++;
        mark = k;
        continue;
      } else if (k < path.size() && matchesSegment(p, path.get(k))) {
        p++;
        k++;
        continue;
      }
      if (any < 0 || mark == path.size()) {
        return false;
      }
      p = any + 1;
      k = ++mark;
    }
  }

  /** The empty segment at the end of a pattern is whatever comes next. */
  private boolean matchesSegment(int p, String segment) {
    var pattern = segments.get(p);
    boolean below = pattern.isEmpty() && p == segments.size() - 1;
    return below || glob(pattern, segment);
  }

  /** Whether a text without slashes is what a pattern of one segment describes. */
  public static boolean glob(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int mark = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = t;
      } else if (p < pattern.length() && matches(pattern, p, text, t)) {
        t += pattern.charAt(p) == '?' ? Character.charCount(text.codePointAt(t)) : 1;
        p++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static boolean matches(String pattern, int p, String text, int t) {
    return pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t);
  }
}
