package io.bindery.quilt.manifest;

import static java.util.Objects.requireNonNull;

import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;

/**
 * A file of a package.
 *
 * @param key where it is in the package
 * @param physicalKey where its bytes are
 * @param size in bytes
 * @param meta the whole metadata object; what users gave is below {@code user_meta} in it
 */
public record ManifestEntry(
    LogicalKey key, S3Uri physicalKey, long size, ObjectHash hash, JsonObject meta)
    implements ManifestLine {

  public ManifestEntry {
    requireNonNull(key, "key");
    requireNonNull(physicalKey, "physicalKey");
    requireNonNull(hash, "hash");
    requireNonNull(meta, "meta");
    if (size < 0) {
      throw new IllegalArgumentException(
          "the size of '" + key + "' is " + size + ": it cannot be negative");
    }
  }

  /** An entry without metadata. */
  public ManifestEntry(LogicalKey key, S3Uri physicalKey, long size, ObjectHash hash) {
    this(key, physicalKey, size, hash, JsonObject.EMPTY);
  }
}
