package io.bindery.packager.quarantine;

import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.util.List;
import java.util.Optional;

/**
 * That a package goes into quarantine. It is in journals: fields are only ever added.
 *
 * @param bucket the quarantine registry
 * @param workflow whose rules it breaks, if that is known
 * @param problems what is wrong
 */
public record Quarantine(String bucket, Optional<String> workflow, List<Problem> problems) {
  public Quarantine {
    problems = List.copyOf(problems);
  }

  /** The package in quarantine, of the one that was meant. */
  public PackageDescription of(PackageDescription meant) {
    return new PackageDescription(
        meant.source(),
        bucket,
        meant.name(),
        meant.metadata(),
        meant.metadataUri(),
        WorkflowChoice.NONE,
        meant.commitMessage());
  }
}
