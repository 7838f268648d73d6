package io.bindery.packager.content;

import java.io.Serial;

/** A body is longer or shorter than asked for. */
final class WrongLengthException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param seen bytes, up to where the difference showed
   */
  WrongLengthException(long expected, long seen) {
    super(
        "S3 sent %s%d bytes instead of %d"
            .formatted(seen > expected ? "at least " : "", seen, expected));
  }
}
