package io.bindery.protocol.description;

import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.util.Optional;

/**
 * What the fields mean that a description leaves out. Each may refuse the description with a {@link
 * DescriptionException}.
 */
public interface DescriptionDefaults {
  /** Those of Quilt's packaging queue. */
  DescriptionDefaults STANDARD = new DescriptionDefaults() {};

  /** The bucket that gets the package. */
  default String registry(SourceFolder source) {
    return source.bucket();
  }

  default PackageName name(SourceFolder source) {
    return PackageName.infer(source.prefix());
  }

  default WorkflowChoice workflow(SourceFolder source) {
    return WorkflowChoice.UNSPECIFIED;
  }

  /**
   * What the revision says of itself.
   *
   * @param registry given or by default, like the rest
   */
  default Optional<String> commitMessage(
      SourceFolder source, String registry, PackageName name, WorkflowChoice workflow) {
    return Optional.empty();
  }
}
