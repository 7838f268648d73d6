package io.bindery.packager.policy;

import io.bindery.packager.template.Template;
import io.bindery.packager.template.Word;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.util.List;

/**
 * Refuses a policy that is well written and can make no package of any folder: whoever sets it
 * learns it at once, not from the failure of each upload. One that is stored already stays in force
 * and refuses what it refuses: without it, packages would go elsewhere.
 */
final class Feasible {
  private Feasible() {}

  /**
   * Refuses what can never work.
   *
   * @param settings the policy as it is written
   * @param registries buckets that packages may be pushed to
   * @throws SettingsException with the key, its value and the way out
   */
  static PackagePolicy checked(Settings settings, PackagePolicy policy, List<String> registries) {
    var naming = policy.naming();
    naming.packageName().ifPresent(template -> checkName(settings, template));
    if (naming.registry().filter(bucket -> !registries.contains(bucket)).isPresent()) {
      throw settings.notAllowed(
          "registry",
          "the name alone of a bucket of bindery.packager.registries (%s): add it there, or name"
                  .formatted(
                      registries.isEmpty() ? "which has none" : String.join(", ", registries))
              + " another one");
    }
    if (naming.workflow() instanceof WorkflowChoice.Named named && !named.canBe()) {
      throw settings.notAllowed(
          "workflow",
          "the id of a workflow: 1 to 64 letters, digits, _ and -, and no digit first; or empty for"
              + " none");
    }
    return policy;
  }

  /** With the best of values: each placeholder stands for characters that a name may have. */
  private static void checkName(Settings settings, Template template) {
    var best = template.sample(word -> word == Word.INFERRED ? "x/x" : "x");
    try {
      PackageName.forDescription(best).pushable();
    } catch (InvalidNameException e) {
      throw settings.notAllowed(
          "package-name",
          "a template that makes namespace/name, which has one slash, and of {inferred} has it"
              + " already. Of the values x this one makes a name that is none: "
              + e.reason());
    }
  }
}
