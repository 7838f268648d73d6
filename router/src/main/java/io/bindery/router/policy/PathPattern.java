package io.bindery.router.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A glob over whole path segments. {@code *} stands for any characters inside one segment, none
 * too; {@code ?} for exactly one; {@code **} as a whole segment for any number of segments, none
 * too. Upper and lower case differ, as in S3. Every other character stands for itself.
 */
record PathPattern(String text, List<String> segments) {
  static final String ANY_DEPTH = "**";

  static PathPattern of(String text) {
    return new PathPattern(text, split(text));
  }

  /** Whether the path is, or begins with, what the pattern describes. */
  boolean covers(List<String> path) {
    return matches(0, path, 0, false);
  }

  /** Whether the whole path is what the pattern describes. */
  boolean matches(List<String> path) {
    return matches(0, path, 0, true);
  }

  static List<String> split(String path) {
    var segments = new ArrayList<String>();
    int start = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      segments.add(path.substring(start, slash));
      start = slash + 1;
    }
    segments.add(path.substring(start));
    return segments;
  }

  private boolean matches(int p, List<String> path, int k, boolean whole) {
    if (p == segments.size()) {
      return !whole || k == path.size();
    }
    var segment = segments.get(p);
    if (segment.equals(ANY_DEPTH)) {
      for (int next = k; next <= path.size(); next++) {
        if (matches(p + 1, path, next, whole)) {
          return true;
        }
      }
      return false;
    }
    if (k == path.size()) {
      return false;
    }
    // A slash at the end of a pattern means "below it": whatever the next segment is.
    boolean below = segment.isEmpty() && p == segments.size() - 1;
    return (below || glob(segment, path.get(k))) && matches(p + 1, path, k + 1, whole);
  }

  /** Greedy, with one step back to the last star: linear but for the stars. */
  static boolean glob(String pattern, String text) {
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
