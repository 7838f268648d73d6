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

  /** What crates were called up to version 1.0. */
  static final String OLD_CRATE = "ro-crate-metadata.jsonld";

  private static final Set<String> FIXED = Set.of(README, SUMMARY, IGNORE, CRATE, OLD_CRATE);

  /** A name in capitals with the ending of Markdown, numbered where one is taken. */
  private static final Pattern NUMBERED = Pattern.compile("[A-Z]{1,20}(-[2-9])?\\.md");

  private AddedNames() {}

  /** Whether it is one of the few names that are always the same. */
  static boolean isFixed(String name) {
    return FIXED.contains(name);
  }

  /** Whether a file that is added may want this name. */
  static boolean has(String name) {
    return FIXED.contains(name) || NUMBERED.matcher(name).matches();
  }
}
