package io.bindery.router.batch;

import java.util.Objects;

/**
 * Which batch: a bucket and a common prefix.
 *
 * @param bucket the bucket's name
 * @param prefix the common prefix, with a trailing slash; empty for the root
 */
public record BatchKey(String bucket, String prefix) {
  /** Bytes of the hash in an entity id. */
  private static final int ID_BYTES = 16;

  public BatchKey {
    Objects.requireNonNull(bucket, "bucket");
    Objects.requireNonNull(prefix, "prefix");
  }

  /**
   * The id of the entity: 32 hexadecimal digits. A prefix itself would be too long for a
   * persistence id, and may hold the character that separates its parts.
   */
  public String entityId() {
    // No bucket's name holds a slash, so no two keys give one text.
    return Hashes.hex(bucket + "/" + prefix, ID_BYTES);
  }
}
