package io.bindery.packager.content;

import io.bindery.quilt.checksum.ChunkPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Parts of an object that follow one another, to be read by one request: S3 asks money for each,
 * and the processor time of a request is that of hashing some hundred KiB.
 *
 * @param offset where it begins in the object, in bytes
 * @param length in bytes, above 0 but for {@link #NOTHING}
 * @param partSize of each part but the last, in bytes
 */
record Span(long offset, long length, long partSize) {
  /** What a request that breaks off may have to read again, in bytes, unless one part is longer. */
  private static final long MAX_LENGTH = 8 * ChunkPlan.MIN_PART_SIZE;

  /** No part: the body must be empty. */
  static final Span NOTHING = new Span(0, 0, 1);

  /** One part of any length. */
  static Span whole(long length) {
    return new Span(0, length, length);
  }

  /**
   * Shares the parts of an object out, in their order.
   *
   * @param readers how many spans are read side by side: as long as there are fewer, none has more
   *     than one part
   */
  static List<Span> of(ChunkPlan plan, int readers) {
    long fitting = Math.max(1, MAX_LENGTH / plan.partSize());
    long length = Math.max(1, Math.min(plan.parts() / readers, fitting)) * plan.partSize();
    var spans = new ArrayList<Span>();
    for (long offset = 0; offset < plan.size(); offset += length) {
      spans.add(new Span(offset, Math.min(length, plan.size() - offset), plan.partSize()));
    }
    return spans;
  }

  int parts() {
    return (int) ((length + partSize - 1) / partSize);
  }

  /** Where the part ends that a byte is in, both counted from the span's begin. */
  long endOfPart(long at) {
    return Math.min(length, (at / partSize + 1) * partSize);
  }

  /** As an HTTP header has it. */
  String range() {
    return "bytes=%d-%d".formatted(offset, offset + length - 1);
  }
}
