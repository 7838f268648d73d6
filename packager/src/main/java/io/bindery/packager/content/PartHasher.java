package io.bindery.packager.content;

import io.bindery.quilt.checksum.Crc64Nvme;
import io.bindery.quilt.checksum.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.Checksum;

/** Hashes parts of an object as they stream by, one after the other. */
interface PartHasher {
  void update(ByteBuffer bytes);

  /** The hash of the part that ends here; what follows is another. */
  byte[] finish();

  static PartHasher sha256() {
    MessageDigest digest = Sha256.create();
    return new PartHasher() {
      @Override
      public void update(ByteBuffer bytes) {
        digest.update(bytes);
      }

      @Override
      public byte[] finish() {
        return digest.digest();
      }
    };
  }

  /** By a CRC-64/NVME that has seen nothing yet. */
  static PartHasher crc64(Checksum crc) {
    return new PartHasher() {
      @Override
      public void update(ByteBuffer bytes) {
        crc.update(bytes);
      }

      @Override
      public byte[] finish() {
        long value = crc.getValue();
        crc.reset();
        return Crc64Nvme.toBytes(value);
      }
    };
  }
}
