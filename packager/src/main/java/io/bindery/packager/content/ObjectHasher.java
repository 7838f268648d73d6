package io.bindery.packager.content;

import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import java.util.concurrent.CompletionStage;

/** Computes the hash of an object's content. */
@FunctionalInterface
public interface ObjectHasher {
  /**
   * Hashes an object's content.
   *
   * @return the hash; fails with a {@link io.bindery.packager.failure.PackagingException} that
   *     names the object, a passing one if the object is no longer as it was
   */
  CompletionStage<ObjectHash> hash(ObjectVersion object, ChecksumType type, HashingJob job);
}
