package io.bindery.quilt.checksum;

import java.nio.ByteBuffer;

/**
 * Hashes the content of one object as it streams by. Constant memory. Not safe for use by several
 * threads.
 */
public abstract sealed class ContentHasher permits ChunkedSha256, WholeSha256, WholeCrc64 {

  private final ChecksumType type;
  private final long size;
  private long seen;

  ContentHasher(ChecksumType type, long size) {
    this.type = type;
    this.size = size;
  }

  /**
   * A hasher for an object.
   *
   * @param size of the whole object in bytes: the parts of a chunked hash depend on it
   */
  public static ContentHasher create(ChecksumType type, long size) {
    ChunkPlan plan = ChunkPlan.of(size);
    return switch (type) {
      case SHA256 -> new WholeSha256(size);
      case SHA256_CHUNKED -> new ChunkedSha256(plan);
      case CRC64NVME -> new WholeCrc64(size);
    };
  }

  /**
   * Takes the next bytes, all that remain in the buffer.
   *
   * @throws ContentSizeException if the content is longer than announced
   */
  public final void update(ByteBuffer bytes) {
    seen += bytes.remaining();
    if (seen > size) {
      throw new ContentSizeException(size, seen);
    }
    hash(bytes);
  }

  /**
   * Takes the next bytes.
   *
   * @throws ContentSizeException if the content is longer than announced
   */
  public final void update(byte[] bytes, int offset, int length) {
    update(ByteBuffer.wrap(bytes, offset, length));
  }

  /**
   * The hash of all that was given. To be called once.
   *
   * @throws ContentSizeException if the content is shorter than announced
   */
  public final ObjectHash finish() {
    if (seen != size) {
      throw new ContentSizeException(size, seen);
    }
    return ObjectHash.of(type, digest());
  }

  /** Consumes what remains in the buffer; never more than the announced size in all. */
  abstract void hash(ByteBuffer bytes);

  abstract byte[] digest();
}
