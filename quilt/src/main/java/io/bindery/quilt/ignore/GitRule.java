package io.bindery.quilt.ignore;

import io.bindery.quilt.pattern.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One rule of a {@code .gitignore}.
 *
 * @param segments of the pattern; {@link #ANY_DEPTH} for any number of segments
 * @param anchored whether the pattern is for the path from the top, else for its last segment
 * @param folderOnly whether it is for folders alone
 * @param negated whether it takes back what earlier rules dropped
 */
record GitRule(List<Glob> segments, boolean anchored, boolean folderOnly, boolean negated) {
  /** Compared by identity. */
  private static final Glob ANY_DEPTH = Glob.shell(PathPattern.ANY_DEPTH);

  /** Nothing for a comment, an empty line, and a broken pattern, which matches nothing. */
  static Optional<GitRule> of(String line) {
    var text = withoutSpacesAtEnd(line);
    if (text.startsWith("#")) {
      return Optional.empty();
    }
    boolean negated = text.startsWith("!");
    boolean folderOnly = text.endsWith("/");
    var path = text.substring(negated ? 1 : 0, text.length() - (folderOnly ? 1 : 0));
    boolean anchored = path.indexOf('/') >= 0;
    var relative = path.startsWith("/") ? path.substring(1) : path;
    return relative.isEmpty()
        ? Optional.empty()
        : segments(relative, anchored)
            .map(segments -> new GitRule(segments, anchored, folderOnly, negated));
  }

  private static Optional<List<Glob>> segments(String text, boolean anchored) {
    var segments = new ArrayList<Glob>();
    var split = PathPattern.split(text);
    for (int i = 0; i < split.size(); i++) {
      if (anchored && split.get(i).equals(PathPattern.ANY_DEPTH)) {
        segments.add(ANY_DEPTH);
        if (i == split.size() - 1) {
          // At the end it is everything inside, but not the folder itself.
          segments.add(Glob.shell("*"));
        }
        continue;
      }
      var glob = Glob.git(split.get(i));
      if (glob == null) {
        return Optional.empty();
      }
      segments.add(glob);
    }
    return Optional.of(List.copyOf(segments));
  }

  /** A space that is escaped stays. */
  private static String withoutSpacesAtEnd(String line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == ' ' && !isEscaped(line, end - 1)) {
      end--;
    }
    return line.substring(0, end);
  }

  private static boolean isEscaped(String line, int at) {
    int before = at;
    while (before > 0 && line.charAt(before - 1) == '\\') {
      before--;
    }
    return (at - before) % 2 == 1;
  }

  boolean matches(List<String> path, boolean folder) {
    if (folderOnly && !folder) {
      return false;
    }
    return anchored ? matchesFromTop(path) : segments.get(0).matches(path.get(path.size() - 1));
  }

  /** Greedy, with one step back to the last {@link #ANY_DEPTH}. */
  private boolean matchesFromTop(List<String> path) {
    int p = 0;
    int k = 0;
    int any = -1;
    int mark = 0;
    while (p < segments.size() || k < path.size()) {
      if (p < segments.size() && segments.get(p) == ANY_DEPTH) {
        any = p++;
        mark = k;
      } else if (p < segments.size() && k < path.size() && segments.get(p).matches(path.get(k))) {
        p++;
        k++;
      } else if (any >= 0 && mark < path.size()) {
        p = any + 1;
        k = ++mark;
      } else {
        return false;
      }
    }
    return true;
  }
}
