package io.bindery.packager.policy;

import io.bindery.packager.template.MatchPattern;
import io.bindery.packager.template.Template;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.util.Optional;

/**
 * What a package is called and where it goes, if its description does not say.
 *
 * @param match for prefixes; templates can ask for what its groups find
 * @param packageName absent = the name that follows from the prefix
 * @param registry absent = the source's bucket
 */
record NamingRules(
    Optional<MatchPattern> match,
    Optional<Template> packageName,
    Optional<String> registry,
    WorkflowChoice workflow,
    Optional<Template> commitMessage) {
  static final NamingRules STANDARD =
      new NamingRules(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          WorkflowChoice.UNSPECIFIED,
          Optional.empty());
}
