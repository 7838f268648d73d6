package io.bindery.quilt.checksum;

import java.nio.ByteBuffer;

/** Computes {@link ChecksumType#CRC64NVME}. */
final class WholeCrc64 extends ContentHasher {

  private final Crc64Nvme crc = new Crc64Nvme();

  WholeCrc64(long size) {
    super(ChecksumType.CRC64NVME, size);
  }

  @Override
  void hash(ByteBuffer bytes) {
    crc.update(bytes);
  }

  @Override
  byte[] digest() {
    return Crc64Nvme.toBytes(crc.getValue());
  }
}
