package io.bindery.quilt.manifest;

import static java.util.Objects.requireNonNull;

import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.name.LogicalKey;

/**
 * Metadata that someone gave a directory of a package. It does not count for the top hash.
 *
 * @param path without the slash at the end that it has in the manifest
 * @param meta as it is, not wrapped in {@code user_meta}
 */
public record DirectoryMeta(LogicalKey path, JsonValue meta) implements ManifestLine {

  public DirectoryMeta {
    requireNonNull(path, "path");
    requireNonNull(meta, "meta");
  }
}
