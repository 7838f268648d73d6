package io.bindery.bench.clients;

import io.bindery.quilt.checksum.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** The SHA-256 of each part of content that streams by. */
final class ChunkDigests {
  private final MessageDigest digest = Sha256.create();
  private final List<byte[]> digests = new ArrayList<>();
  private final long partSize;
  private long left;

  ChunkDigests(long partSize) {
    this.partSize = partSize;
    this.left = partSize;
  }

  ChunkDigests update(Iterable<ByteBuffer> buffers) {
    buffers.forEach(this::update);
    return this;
  }

  private void update(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      int end = bytes.limit();
      int count = (int) Math.min(bytes.remaining(), left);
      digest.update(bytes.limit(bytes.position() + count));
      bytes.limit(end);
      left -= count;
      if (left == 0) {
        digests.add(digest.digest());
        left = partSize;
      }
    }
  }

  List<byte[]> finish() {
    if (left < partSize) {
      digests.add(digest.digest());
      left = partSize;
    }
    return digests;
  }
}
