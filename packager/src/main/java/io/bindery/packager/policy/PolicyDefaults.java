package io.bindery.packager.policy;

import io.bindery.packager.template.TemplateException;
import io.bindery.packager.template.TemplateValues;
import io.bindery.packager.template.Word;
import io.bindery.protocol.description.DescriptionDefaults;
import io.bindery.protocol.description.DescriptionException;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.time.Instant;
import java.util.Optional;

/**
 * What descriptions leave out, as the policies of their folders say.
 *
 * @param time that dates in templates are of
 */
record PolicyDefaults(PackagePolicies policies, Instant time) implements DescriptionDefaults {

  @Override
  public String registry(SourceFolder source) {
    return rules(source).registry().orElse(source.bucket());
  }

  @Override
  public WorkflowChoice workflow(SourceFolder source) {
    return rules(source).workflow();
  }

  @Override
  public PackageName name(SourceFolder source) {
    var template = rules(source).packageName();
    if (template.isEmpty()) {
      return PackageName.infer(source.prefix());
    }
    try {
      return PackageName.forDescription(template.get().fill(values(source), PackageName::part));
    } catch (InvalidNameException e) {
      throw new DescriptionException(
          "package_name",
          "The template package-name = '%s' makes '%s' of %s, which is no name: %s."
              .formatted(template.get(), e.value(), source, e.reason()));
    } catch (TemplateException e) {
      throw refused("package_name", "package-name", e);
    }
  }

  @Override
  public Optional<String> commitMessage(
      SourceFolder source, String registry, PackageName name, WorkflowChoice workflow) {
    try {
      return rules(source)
          .commitMessage()
          .map(template -> template.fill(named(values(source), registry, name, workflow)));
    } catch (TemplateException e) {
      throw refused("commit_message", "commit-message", e);
    }
  }

  private static DescriptionException refused(String field, String key, TemplateException e) {
    return new DescriptionException(field, "The template %s: %s".formatted(key, e.getMessage()));
  }

  private NamingRules rules(SourceFolder source) {
    return policies.of(source).map(PackagePolicy::naming).orElse(NamingRules.STANDARD);
  }

  private TemplateValues values(SourceFolder source) {
    return TemplateValues.of(source, rules(source).match(), time);
  }

  static TemplateValues named(
      TemplateValues values, String registry, PackageName name, WorkflowChoice workflow) {
    var more = values.with(Word.REGISTRY, registry).with(Word.PACKAGE, name.value());
    return workflow instanceof WorkflowChoice.Named named
        ? more.with(Word.WORKFLOW, named.name())
        : more;
  }
}
