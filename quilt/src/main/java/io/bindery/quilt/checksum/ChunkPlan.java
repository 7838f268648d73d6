package io.bindery.quilt.checksum;

/**
 * How an object is cut into parts for a chunked hash and for a multipart upload: parts of 8 MiB,
 * doubled until there are at most 10,000; the last part is shorter.
 *
 * @param size of the object in bytes
 * @param partSize of each part but the last, in bytes
 * @param parts how many; none for an empty object
 */
public record ChunkPlan(long size, long partSize, int parts) {

  /** From this size on, S3 stores an object in parts. */
  public static final long MIN_PART_SIZE = 8L << 20;

  /** The most parts that S3 allows in an upload. */
  public static final int MAX_PARTS = 10_000;

  public static ChunkPlan of(long size) {
    if (size < 0) {
      throw new IllegalArgumentException(
          "the size of an object is " + size + ": it cannot be negative");
    }
    long partSize = MIN_PART_SIZE;
    while (partsOf(size, partSize) > MAX_PARTS) {
      partSize *= 2;
    }
    return new ChunkPlan(size, partSize, (int) partsOf(size, partSize));
  }

  private static long partsOf(long size, long partSize) {
    return size / partSize + (size % partSize == 0 ? 0 : 1);
  }

  /** Whether such an object is stored in parts, even if it is one part only. */
  public boolean isMultipart() {
    return size >= MIN_PART_SIZE;
  }

  /** Where a part, counted from 0, begins. */
  public long offset(int part) {
    checkPart(part);
    return part * partSize;
  }

  public long length(int part) {
    checkPart(part);
    return Math.min(partSize, size - part * partSize);
  }

  private void checkPart(int part) {
    if (part < 0 || part >= parts) {
      throw new IndexOutOfBoundsException("part " + part + " of " + parts);
    }
  }
}
