package io.bindery.packager.quarantine;

import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;

/** Why a package is in quarantine no longer. */
public sealed interface Release {
  /**
   * What it is made of follows the rules now.
   *
   * @param name of the package that does: the same, or another one of the same folder
   * @param topHash of its revision
   */
  record Mended(PackageName name, TopHash topHash) implements Release {}

  /**
   * Somebody decided that nothing more is to be done.
   *
   * @param by who it was
   * @param reason in the words of that person
   */
  record Dismissed(String by, String reason) implements Release {}
}
