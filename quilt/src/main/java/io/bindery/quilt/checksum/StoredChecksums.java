package io.bindery.quilt.checksum;

import static io.bindery.quilt.checksum.ChecksumType.SHA256_CHUNKED;

import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The hash of an object out of the checksums that S3 keeps of it, so that its content need not be
 * read. Nothing is taken that might differ from the hash of the content.
 */
public final class StoredChecksums {

  private StoredChecksums() {}

  /**
   * From the checksums of a HeadObject answer: of the types wanted, the first that S3 has.
   *
   * @param wanted in order of preference
   * @param size of the object in bytes
   * @param sha256 as S3 gives it; one with a suffix {@code -N} is of parts and not taken
   * @param crc64Nvme as S3 gives it
   */
  public static Optional<ObjectHash> fromHead(
      List<ChecksumType> wanted, long size, Optional<String> sha256, Optional<String> crc64Nvme) {
    return wanted.stream()
        .flatMap(type -> fromHead(type, size, sha256, crc64Nvme).stream())
        .findFirst();
  }

  private static Optional<ObjectHash> fromHead(
      ChecksumType type, long size, Optional<String> sha256, Optional<String> crc64Nvme) {
    if (size == 0) {
      return Optional.of(ObjectHash.ofNothing(type));
    }
    return switch (type) {
      case SHA256 -> Optional.empty();
      case SHA256_CHUNKED ->
          ChunkPlan.of(size).isMultipart()
              ? Optional.empty()
              : sha256.flatMap(StoredChecksums::ofSinglePart);
      case CRC64NVME -> crc64Nvme.filter(type::accepts).map(value -> new ObjectHash(type, value));
    };
  }

  /**
   * From a GetObjectAttributes answer: S3's composite SHA-256 is the chunked hash if the parts are
   * exactly those of the {@link ChunkPlan}.
   *
   * @param size of the object in bytes
   * @param sha256 with or without the suffix {@code -N}
   * @param totalParts how many parts S3 says there are
   * @param partSizes of the parts it listed, in order, in bytes
   */
  public static Optional<ObjectHash> fromParts(
      long size, Optional<String> sha256, int totalParts, List<Long> partSizes) {
    ChunkPlan plan = ChunkPlan.of(size);
    if (!plan.isMultipart() || totalParts != plan.parts() || partSizes.size() != plan.parts()) {
      return Optional.empty();
    }
    for (int part = 0; part < plan.parts(); part++) {
      if (partSizes.get(part) != plan.length(part)) {
        return Optional.empty();
      }
    }
    String suffix = "-" + totalParts;
    return sha256
        .map(
            value ->
                value.endsWith(suffix)
                    ? value.substring(0, value.length() - suffix.length())
                    : value)
        .filter(SHA256_CHUNKED::accepts)
        .map(value -> new ObjectHash(SHA256_CHUNKED, value));
  }

  /**
   * The SHA-256 of a single-part object is the digest of its only part; an empty object has no
   * part.
   */
  static Optional<ObjectHash> ofSinglePart(String sha256) {
    ObjectHash ofNothing = ObjectHash.ofNothing(SHA256_CHUNKED);
    if (sha256.equals(ofNothing.value())) {
      return Optional.of(ofNothing);
    }
    return SHA256_CHUNKED.accepts(sha256)
        ? Optional.of(ChunkedSha256.combine(List.of(Base64.getDecoder().decode(sha256))))
        : Optional.empty();
  }
}
