package io.bindery.packager.browse;

import java.util.Optional;

/** Something in a folder of a package. */
public sealed interface Listed {
  /** The last part of its path. */
  String name();

  /** Where it is in the package; of a folder with a slash at its end. */
  String path();

  /**
   * A folder.
   *
   * @param files all that are below it
   * @param bytes of these together
   * @param metadata as JSON, if somebody gave it any
   */
  record Folder(String name, String path, long files, long bytes, Optional<String> metadata)
      implements Listed {}

  /**
   * A file, as the manifest has it; old manifests lack this or that.
   *
   * @param hashType such as {@code sha2-256-chunked}
   * @param physicalKey where its bytes are, as it is written
   * @param metadata the whole metadata object as JSON, unless it is empty
   */
  record File(
      String name,
      String path,
      Optional<Long> bytes,
      Optional<String> hashType,
      Optional<String> hashValue,
      Optional<String> physicalKey,
      Optional<String> metadata)
      implements Listed {}
}
