package io.bindery.quilt.ignore;

import java.util.List;

/**
 * Rules as quilt3 applies them to a local folder: each line, with {@code *}{@code /} before it, is
 * a shell wildcard for the path, where {@code *} stands for slashes too. A folder is also compared
 * with a slash at its end. There are no comments and no exceptions with {@code !}.
 *
 * <p>quilt3 compares absolute paths, so that the names of the folders above the packaged one play a
 * part. Here those folders are there too, but with names that only a wildcard matches.
 */
record QuiltIgnore(List<Glob> rules) implements IgnoreRules {
  /** No key holds a NUL, and nobody writes rules for names of three characters unseen. */
  private static final String ABOVE = "/\0\0\0/\0\0\0/";

  static QuiltIgnore of(List<String> lines) {
    return new QuiltIgnore(lines.stream().map(line -> Glob.shell("*/" + line)).toList());
  }

  @Override
  public boolean dropsFolder(String path) {
    return dropsFile(path) || anyMatches(ABOVE + path + "/");
  }

  @Override
  public boolean dropsFile(String path) {
    return anyMatches(ABOVE + path);
  }

  private boolean anyMatches(String path) {
    for (var rule : rules) {
      if (rule.matches(path)) {
        return true;
      }
    }
    return false;
  }
}
