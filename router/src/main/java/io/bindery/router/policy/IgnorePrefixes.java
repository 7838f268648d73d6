package io.bindery.router.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The patterns whose objects never count. A pattern is compared with the start of the key, whole
 * path segment by whole path segment; the key may go on below it.
 *
 * <ul>
 *   <li>{@code raw} is the segment: an object {@code raw} and everything below {@code raw/}, but
 *       not {@code rawdata/x}.
 *   <li>{@code raw/*} and {@code raw/} are everything below {@code raw/}, with the folder's own
 *       marker {@code raw/}, but not an object {@code raw}.
 *   <li>{@code *} stands for any characters inside one segment, none too; {@code ?} for exactly
 *       one.
 *   <li>{@code **} as a whole segment stands for any number of segments, none too: {@code **}{@code
 *       /tmp} is every {@code tmp} at any depth.
 * </ul>
 *
 * <p>Upper and lower case differ, as in S3. Every other character stands for itself.
 */
public final class IgnorePrefixes {
  private static final String ANY_DEPTH = "**";

  private record Pattern(String text, List<String> segments) {}

  private final List<Pattern> patterns;

  private IgnorePrefixes(List<Pattern> patterns) {
    this.patterns = patterns;
  }

  /**
   * Compiles the patterns.
   *
   * @throws IllegalArgumentException if one is empty or begins with a slash; the message is the end
   *     of a sentence "it must be …"
   */
  public static IgnorePrefixes of(List<String> patterns) {
    for (var pattern : patterns) {
      if (pattern.isEmpty() || pattern.startsWith("/")) {
        throw new IllegalArgumentException(
            "patterns such as raw/* that begin with a folder's name, not with a slash");
      }
    }
    return new IgnorePrefixes(
        patterns.stream().map(text -> new Pattern(text, segments(text))).toList());
  }

  /** The patterns as written. */
  public List<String> texts() {
    return patterns.stream().map(Pattern::text).toList();
  }

  /** The first pattern that the key falls under, or nothing if the key counts. */
  public Optional<String> ignoring(String key) {
    if (patterns.isEmpty()) {
      return Optional.empty();
    }
    var segments = segments(key);
    return patterns.stream()
        .filter(pattern -> begins(pattern.segments(), 0, segments, 0))
        .map(Pattern::text)
        .findFirst();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IgnorePrefixes ignore && patterns.equals(ignore.patterns);
  }

  @Override
  public int hashCode() {
    return patterns.hashCode();
  }

  @Override
  public String toString() {
    return texts().toString();
  }

  private static boolean begins(List<String> pattern, int p, List<String> key, int k) {
    if (p == pattern.size()) {
      return true;
    }
    var segment = pattern.get(p);
    if (segment.equals(ANY_DEPTH)) {
      for (int next = k; next <= key.size(); next++) {
        if (begins(pattern, p + 1, key, next)) {
          return true;
        }
      }
      return false;
    }
    if (k == key.size()) {
      return false;
    }
    // A slash at the end of a pattern means "below it": whatever the next segment is.
    boolean below = segment.isEmpty() && p == pattern.size() - 1;
    return (below || glob(segment, key.get(k))) && begins(pattern, p + 1, key, k + 1);
  }

  /** Greedy, with one step back to the last star: linear but for the stars. */
  private static boolean glob(String pattern, String text) {
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

  private static List<String> segments(String path) {
    var segments = new ArrayList<String>();
    int start = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      segments.add(path.substring(start, slash));
      start = slash + 1;
    }
    segments.add(path.substring(start));
    return segments;
  }
}
