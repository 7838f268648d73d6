package io.bindery.packager.enhance;

import io.bindery.packager.ignore.IgnoreRules;
import java.util.Set;

/** The names that added files can have. */
final class AddedNames {
  static final String README = "README.md";
  static final String SUMMARY = "quilt_summarize.json";
  static final String IGNORE = IgnoreRules.FILE;

  static final Set<String> ALL = Set.of(README, SUMMARY, IGNORE);

  private AddedNames() {}
}
