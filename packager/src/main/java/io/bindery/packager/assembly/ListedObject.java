package io.bindery.packager.assembly;

import io.bindery.packager.content.ObjectVersion;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.name.LogicalKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An object that belongs into the package.
 *
 * @param key where it will be in the package
 * @param version where its bytes are
 * @param modified when it was written, where the listing says it
 * @param kept the types of hash for which S3 may keep a checksum, as the listing says
 */
record ListedObject(
    LogicalKey key, ObjectVersion version, Optional<Instant> modified, List<ChecksumType> kept) {
  /** An object that was not listed. */
  ListedObject(LogicalKey key, ObjectVersion version, List<ChecksumType> kept) {
    this(key, version, Optional.empty(), kept);
  }

  /** The same place with other content. */
  ListedObject with(ObjectVersion other) {
    return new ListedObject(key, other, modified, kept);
  }
}
