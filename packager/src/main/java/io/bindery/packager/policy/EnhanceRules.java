package io.bindery.packager.policy;

import io.bindery.packager.template.Template;
import java.util.List;
import java.util.Optional;

/**
 * Which files are added to packages whose folders have none of the kind.
 *
 * @param readme template of a readme; absent = none is added
 * @param summary whether the catalog is told what to show first
 * @param ignoreLines lines of an ignore file; absent = none is added
 * @param crate whether an RO-Crate of the package is added
 */
public record EnhanceRules(
    Optional<Template> readme, boolean summary, Optional<List<String>> ignoreLines, boolean crate) {
  /** Nothing is added. */
  public static final EnhanceRules NONE =
      new EnhanceRules(Optional.empty(), false, Optional.empty(), false);

  public EnhanceRules {
    ignoreLines = ignoreLines.map(List::copyOf);
  }
}
