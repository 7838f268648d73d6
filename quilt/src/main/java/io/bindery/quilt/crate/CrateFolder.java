package io.bindery.quilt.crate;

import io.bindery.quilt.s3.S3Uri;

/**
 * A folder that a crate lists.
 *
 * @param key where its files are in the package; it ends in {@code /}
 * @param location without a version; its key ends in {@code /}
 */
public record CrateFolder(String key, S3Uri location) {
  /** Whether another folder has all of this one, in the same place. */
  boolean isWithin(CrateFolder other) {
    return !other.equals(this)
        && other.location.bucket().equals(location.bucket())
        && key.startsWith(other.key)
        && location.key().equals(other.location.key() + key.substring(other.key.length()));
  }
}
