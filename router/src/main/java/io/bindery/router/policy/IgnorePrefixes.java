package io.bindery.router.policy;

import io.bindery.quilt.pattern.PathPattern;
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
  private final List<PathPattern> patterns;

  private IgnorePrefixes(List<PathPattern> patterns) {
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
    return new IgnorePrefixes(patterns.stream().map(PathPattern::of).toList());
  }

  /** The patterns as written. */
  public List<String> texts() {
    return patterns.stream().map(PathPattern::text).toList();
  }

  /** The first pattern that the key falls under, or nothing if the key counts. */
  public Optional<String> ignoring(String key) {
    if (patterns.isEmpty()) {
      return Optional.empty();
    }
    var path = PathPattern.split(key);
    return patterns.stream()
        .filter(pattern -> pattern.covers(path))
        .map(PathPattern::text)
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
}
