package io.bindery.service.cli;

import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RevisionName;

/** Names of packages and revisions, as a command line has them. */
final class Names {
  private Names() {}

  /**
   * Reads {@code namespace/name} or {@code namespace/name@TOPHASH}; ends the command if it is
   * neither.
   */
  static RevisionName revision(String text) {
    try {
      return RevisionName.parse(text);
    } catch (PackagingException e) {
      throw new CommandException(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  /** A revision whose hash is given: what changes a registry must not guess. */
  static RevisionName exactRevision(String text) {
    var name = revision(text);
    if (name.hash().isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE,
          "'%s' names no revision: write %s@TOPHASH, as bindery log shows it."
              .formatted(text, name.name()));
    }
    return name;
  }
}
