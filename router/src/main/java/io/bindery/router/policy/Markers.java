package io.bindery.router.policy;

import io.bindery.quilt.pattern.PathPattern;
import java.util.List;

/**
 * The names of objects that say "this folder is complete", such as {@code _SUCCESS} or {@code
 * CopyComplete.txt}.
 *
 * <p>A pattern without a slash is compared with the last segment of a key, so the marker may lie at
 * any depth below the common prefix. A pattern with slashes is compared with the whole key, segment
 * by segment. {@code *}, {@code ?} and {@code **} are as in {@link IgnorePrefixes}.
 *
 * @param patterns as written
 */
public record Markers(List<String> patterns) {
  /** No object is a marker. */
  public static final Markers NONE = new Markers(List.of());

  /**
   * Markers by these patterns.
   *
   * @throws IllegalArgumentException if one is empty, begins with a slash or ends in one; the
   *     message is the end of a sentence "it must be …"
   */
  public Markers {
    patterns = List.copyOf(patterns);
    for (var pattern : patterns) {
      if (pattern.length() > PathPattern.MAX_LENGTH
          || pattern.isEmpty()
          || pattern.startsWith("/")
          || pattern.endsWith("/")) {
        throw new IllegalArgumentException(
            "names of objects such as _SUCCESS or CopyComplete.txt, which neither begin nor end"
                + " with a slash");
      }
    }
  }

  /** Whether there is any. */
  public boolean isEmpty() {
    return patterns.isEmpty();
  }

  /** Whether this key is a marker. */
  public boolean has(String key) {
    var name = key.substring(key.lastIndexOf('/') + 1);
    for (var pattern : patterns) {
      boolean is =
          pattern.indexOf('/') < 0
              ? PathPattern.glob(pattern, name)
              : PathPattern.of(pattern).matches(PathPattern.split(key));
      if (is) {
        return true;
      }
    }
    return false;
  }
}
