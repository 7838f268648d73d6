package io.bindery.packager.assembly;

import io.bindery.packager.checksum.ChecksumType;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.protocol.name.LogicalKey;
import java.util.List;

/**
 * An object that belongs into the package.
 *
 * @param key where it will be in the package
 * @param version where its bytes are
 * @param kept the types of hash for which S3 may keep a checksum, as the listing says
 */
record ListedObject(LogicalKey key, ObjectVersion version, List<ChecksumType> kept) {
  /** The same place with other content. */
  ListedObject with(ObjectVersion other) {
    return new ListedObject(key, other, kept);
  }
}
