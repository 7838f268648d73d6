package io.bindery.packager.content;

import io.bindery.packager.checksum.ChecksumType;
import io.bindery.packager.checksum.ObjectHash;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Computes the hash of an object's content. */
@FunctionalInterface
public interface ObjectHasher {
  /**
   * Hashes an object's content.
   *
   * @param read is told of bytes as they are hashed; more than the size if a try failed half-way
   * @param cancelled asked again and again; once true, the result fails soon
   * @return the hash; fails with a {@link io.bindery.packager.failure.PackagingException} that
   *     names the object, a passing one if the object is no longer as it was
   */
  CompletionStage<ObjectHash> hash(
      ObjectVersion object, ChecksumType type, LongConsumer read, BooleanSupplier cancelled);
}
