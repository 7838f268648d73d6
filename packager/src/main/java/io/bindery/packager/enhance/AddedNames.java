package io.bindery.packager.enhance;

import io.bindery.quilt.ignore.IgnoreRules;
import java.util.Set;
import java.util.regex.Pattern;

/** The names that added files can have. */
final class AddedNames {
  static final String README = "README.md";
  static final String SUMMARY = "quilt_summarize.json";
  static final String IGNORE = IgnoreRules.FILE;
  static final String CRATE = "ro-crate-metadata.json";

  private static final Set<String> FIXED = Set.of(README, SUMMARY, IGNORE, CRATE);

  /** A name in capitals with the ending of Markdown, numbered where one is taken. */
  private static final Pattern NUMBERED = Pattern.compile("[A-Z]{1,20}(-[2-9])?\\.md");

  private AddedNames() {}

  /** Whether a file that is added may want this name. */
  static boolean has(String name) {
    return FIXED.contains(name) || NUMBERED.matcher(name).matches();
  }
}
