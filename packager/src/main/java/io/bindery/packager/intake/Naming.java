package io.bindery.packager.intake;

import io.bindery.protocol.description.DescriptionDefaults;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.util.Optional;

/** Defaults that know whether a description left the name out, and may have another one for it. */
final class Naming implements DescriptionDefaults {
  private final DescriptionDefaults defaults;
  private final Optional<PackageName> name;
  private boolean leftOut;

  Naming(DescriptionDefaults defaults, Optional<PackageName> name) {
    this.defaults = defaults;
    this.name = name;
  }

  /** Whether a description was read that gives no name. */
  boolean isLeftOut() {
    return leftOut;
  }

  @Override
  public PackageName name(SourceFolder source) {
    leftOut = true;
    return name.orElseGet(() -> defaults.name(source));
  }

  @Override
  public String registry(SourceFolder source) {
    return defaults.registry(source);
  }

  @Override
  public WorkflowChoice workflow(SourceFolder source) {
    return defaults.workflow(source);
  }

  @Override
  public Optional<String> commitMessage(
      SourceFolder source, String registry, PackageName packageName, WorkflowChoice workflow) {
    return defaults.commitMessage(source, registry, packageName, workflow);
  }
}
