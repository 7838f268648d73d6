package io.bindery.packager.content;

import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ChunkPlan;
import io.bindery.quilt.checksum.ChunkedSha256;
import io.bindery.quilt.checksum.Crc64Nvme;
import io.bindery.quilt.checksum.ObjectHash;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

/** The hash of an object out of those of its parts. */
final class PartDigests {
  private PartDigests() {}

  /**
   * Combines what was computed of each part of the plan, in order.
   *
   * @throws IllegalArgumentException for {@link ChecksumType#SHA256}, which has no parts
   */
  static ObjectHash combine(ChecksumType type, ChunkPlan plan, List<byte[]> digests) {
    return switch (type) {
      case SHA256 -> throw new IllegalArgumentException("SHA256 cannot be combined");
      case SHA256_CHUNKED -> ChunkedSha256.combine(digests);
      case CRC64NVME -> crc(plan, digests);
    };
  }

  private static ObjectHash crc(ChunkPlan plan, List<byte[]> crcs) {
    long crc = ByteBuffer.wrap(crcs.get(0)).getLong();
    for (int part = 1; part < crcs.size(); part++) {
      crc = Crc64Nvme.combine(crc, ByteBuffer.wrap(crcs.get(part)).getLong(), plan.length(part));
    }
    return new ObjectHash(
        ChecksumType.CRC64NVME, Base64.getEncoder().encodeToString(Crc64Nvme.toBytes(crc)));
  }
}
