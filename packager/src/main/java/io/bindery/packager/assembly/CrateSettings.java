package io.bindery.packager.assembly;

import io.bindery.platform.settings.Settings;

/**
 * What becomes of RO-Crates that descriptions name as their metadata, and of those that are
 * emitted.
 *
 * @param contents what is packaged
 * @param maxBytes of a crate that is read; a larger one is refused
 * @param emitFiles up to which an emitted crate lists each file
 */
public record CrateSettings(Contents contents, long maxBytes, int emitFiles) {
  /** As Quilt does it. */
  public static final CrateSettings DEFAULT =
      new CrateSettings(Contents.LISTED, 256L << 20, 100_000);

  /** What is packaged. */
  public enum Contents {
    /** What the crate lists, with its names and metadata. */
    LISTED,
    /** The whole folder of the description, with the whole crate as its metadata. */
    FOLDER
  }

  /** Reads {@code bindery.packager.crates}. */
  public static CrateSettings from(Settings crates) {
    return new CrateSettings(
        crates.choice("contents", Contents.class),
        crates.bytes("max-bytes", 1 << 20, 64L << 30),
        crates.integer("emit-files", 1, 500_000));
  }

  boolean areListed() {
    return contents == Contents.LISTED;
  }
}
