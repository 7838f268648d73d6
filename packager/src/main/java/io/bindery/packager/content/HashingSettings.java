package io.bindery.packager.content;

import io.bindery.quilt.checksum.ChecksumType;
import java.util.List;
import java.util.Optional;

/**
 * Which hashes a manifest gets, and how they are computed.
 *
 * @param types in order of preference: the first that S3 keeps of an object is taken, and what it
 *     does not keep is computed as the first; at least one, and not {@link ChecksumType#SHA256}
 * @param mode who computes
 * @param scratchBucket where S3 copies to; there unless all is streamed
 * @param copyFrom in mode {@link HashingMode#AUTO}, the size in bytes from which S3 computes
 */
public record HashingSettings(
    List<ChecksumType> types, HashingMode mode, Optional<String> scratchBucket, long copyFrom) {

  /** What quilt3 does: every hash is chunked SHA-256, computed by reading. */
  public static final HashingSettings DEFAULT =
      new HashingSettings(
          List.of(ChecksumType.SHA256_CHUNKED), HashingMode.STREAM, Optional.empty(), 0);

  public HashingSettings {
    types = List.copyOf(types);
    if (types.isEmpty() || types.contains(ChecksumType.SHA256)) {
      throw new IllegalArgumentException("no hashes can be made of " + types);
    }
    if (mode != HashingMode.STREAM && scratchBucket.isEmpty()) {
      throw new IllegalArgumentException(mode + " needs a scratch bucket");
    }
  }
}
