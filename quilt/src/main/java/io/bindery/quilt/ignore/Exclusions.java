package io.bindery.quilt.ignore;

import io.bindery.quilt.pattern.PathPattern;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What stays out of one package. Made for one listing, whose keys come in order: folders that are
 * decided are remembered while their files pass by. Not safe for use by several threads.
 */
public final class Exclusions {
  /** Nothing stays out. */
  public static final Exclusions NONE = new Exclusions(List.of(), Optional.empty());

  private final List<PathPattern> patterns;
  private final Optional<IgnoreRules> rules;

  /** The folders around the last path, from the top, up to the first that is dropped. */
  private final Deque<Folder> around = new ArrayDeque<>();

  private record Folder(String path, boolean dropped) {
    boolean holds(String file) {
      return file.length() > path.length()
          && file.charAt(path.length()) == '/'
          && file.startsWith(path);
    }
  }

  /**
   * @param patterns for paths from the packaged folder on; what begins with such a path is dropped
   * @param rules of the folder's ignore file
   */
  public Exclusions(List<PathPattern> patterns, Optional<IgnoreRules> rules) {
    this.patterns = List.copyOf(patterns);
    this.rules = rules;
  }

  /** Whether the file with this path from the packaged folder on stays out. */
  public boolean excludes(String path) {
    return isCovered(path) || isIgnored(path);
  }

  private boolean isCovered(String path) {
    if (patterns.isEmpty()) {
      return false;
    }
    var segments = PathPattern.split(path);
    return patterns.stream().anyMatch(pattern -> pattern.covers(segments));
  }

  private boolean isIgnored(String path) {
    return rules.isPresent()
        && (isInDroppedFolder(rules.get(), path) || rules.get().dropsFile(path));
  }

  private boolean isInDroppedFolder(IgnoreRules ignore, String path) {
    while (!around.isEmpty() && !around.peekLast().holds(path)) {
      around.removeLast();
    }
    if (!around.isEmpty() && around.peekLast().dropped()) {
      return true;
    }
    int from = around.isEmpty() ? 0 : around.peekLast().path().length() + 1;
    for (int slash = path.indexOf('/', from); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      var folder = path.substring(0, slash);
      boolean dropped = ignore.dropsFolder(folder);
      around.addLast(new Folder(folder, dropped));
      if (dropped) {
        return true;
      }
    }
    return false;
  }
}
