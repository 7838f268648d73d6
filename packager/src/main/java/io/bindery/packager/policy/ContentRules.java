package io.bindery.packager.policy;

import io.bindery.quilt.ignore.IgnoreStyle;
import io.bindery.quilt.pattern.PathPattern;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of a folder is packaged.
 *
 * @param exclude patterns for paths from the folder on
 * @param ignoreFile how the folder's own ignore file is read
 */
public record ContentRules(List<PathPattern> exclude, IgnoreStyle ignoreFile) {
  /** Everything. */
  public static final ContentRules ALL = new ContentRules(List.of(), IgnoreStyle.OFF);

  public ContentRules {
    exclude = List.copyOf(exclude);
  }

  /** These, and one more pattern. */
  ContentRules excluding(PathPattern pattern) {
    return new ContentRules(
        Stream.concat(exclude.stream(), Stream.of(pattern)).toList(), ignoreFile);
  }
}
