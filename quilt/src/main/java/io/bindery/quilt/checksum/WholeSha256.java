package io.bindery.quilt.checksum;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Computes {@link ChecksumType#SHA256}. */
final class WholeSha256 extends ContentHasher {

  private final MessageDigest digest = Sha256.create();

  WholeSha256(long size) {
    super(ChecksumType.SHA256, size);
  }

  @Override
  void hash(ByteBuffer bytes) {
    digest.update(bytes);
  }

  @Override
  byte[] digest() {
    return digest.digest();
  }
}
