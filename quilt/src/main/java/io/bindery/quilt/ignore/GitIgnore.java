package io.bindery.quilt.ignore;

import io.bindery.quilt.pattern.PathPattern;
import java.util.List;
import java.util.Optional;

/**
 * Rules as git's documentation of {@code gitignore} describes them, for one file at the top. The
 * last rule that matches decides; what lies in a dropped folder cannot be taken back.
 */
record GitIgnore(List<GitRule> rules) implements IgnoreRules {
  static GitIgnore of(List<String> lines) {
    return new GitIgnore(lines.stream().map(GitRule::of).flatMap(Optional::stream).toList());
  }

  @Override
  public boolean dropsFolder(String path) {
    return drops(path, true);
  }

  @Override
  public boolean dropsFile(String path) {
    return drops(path, false);
  }

  private boolean drops(String path, boolean folder) {
    var segments = PathPattern.split(path);
    for (int i = rules.size() - 1; i >= 0; i--) {
      if (rules.get(i).matches(segments, folder)) {
        return !rules.get(i).negated();
      }
    }
    return false;
  }
}
