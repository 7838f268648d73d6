package io.bindery.quilt.checksum;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/**
 * Computes {@link ChecksumType#SHA256_CHUNKED}: SHA-256 over the SHA-256s of the parts, also when
 * there is one part only. An object without content has no part.
 */
public final class ChunkedSha256 extends ContentHasher {

  private static final int DIGEST_BYTES = 32;

  private final long partSize;
  private final MessageDigest parts = Sha256.create();
  private final MessageDigest part = Sha256.create();
  private long inPart;

  ChunkedSha256(ChunkPlan plan) {
    super(ChecksumType.SHA256_CHUNKED, plan.size());
    this.partSize = plan.partSize();
  }

  /**
   * The hash of an object whose parts were hashed apart.
   *
   * @param digests the SHA-256 of each part of the object's {@link ChunkPlan}, in order
   */
  public static ObjectHash combine(List<byte[]> digests) {
    MessageDigest all = Sha256.create();
    for (byte[] digest : digests) {
      if (digest.length != DIGEST_BYTES) {
        throw new IllegalArgumentException(
            "a SHA-256 has " + DIGEST_BYTES + " bytes, not " + digest.length);
      }
      all.update(digest);
    }
    return ObjectHash.of(ChecksumType.SHA256_CHUNKED, all.digest());
  }

  @Override
  void hash(ByteBuffer bytes) {
    int end = bytes.limit();
    while (bytes.position() < end) {
      int take = (int) Math.min(end - bytes.position(), partSize - inPart);
      bytes.limit(bytes.position() + take);
      part.update(bytes);
      bytes.limit(end);
      inPart += take;
      if (inPart == partSize) {
        endPart();
      }
    }
  }

  @Override
  byte[] digest() {
    if (inPart > 0) {
      endPart();
    }
    return parts.digest();
  }

  private void endPart() {
    parts.update(part.digest());
    inPart = 0;
  }
}
