package io.bindery.bench.s3;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/**
 * One version of one object.
 *
 * @param version its id; {@code null} as text in a bucket without versions
 * @param etag with its quotes
 * @param size in bytes
 * @param checksum what is kept beside it
 * @param body its bytes
 */
record Item(
    String key,
    String version,
    boolean latest,
    String etag,
    long size,
    Optional<StoredChecksum> checksum,
    Body body) {

  /** The version of what has none. */
  static final String NO_VERSION = "null";

  /** Bytes that can be read in part. */
  @FunctionalInterface
  interface Body {
    List<ByteBuf> slices(long from, long length);

    /** Told of bytes that are on their way to the reader. */
    default void sent(long bytes) {}
  }

  /**
   * A SHA-256 as S3 keeps it.
   *
   * @param value base64; composed of the parts' if there are several
   * @param parts their sizes; one for an object that was uploaded as a whole
   */
  record StoredChecksum(String value, List<Long> parts) {
    boolean isComposite() {
      return parts.size() > 1;
    }

    /** As HeadObject gives it. */
    String header() {
      return isComposite() ? value + "-" + parts.size() : value;
    }

    String type() {
      return isComposite() ? "COMPOSITE" : "FULL_OBJECT";
    }
  }
}
