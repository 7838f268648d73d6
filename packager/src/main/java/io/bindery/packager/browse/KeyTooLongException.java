package io.bindery.packager.browse;

import io.bindery.quilt.Excerpt;
import java.io.Serial;

/** An entry has a key that is longer than those that can be shown. */
final class KeyTooLongException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  KeyTooLongException(String key, int bytes) {
    super(
        "an entry has a key of %d bytes, more than the %d that can be shown: %s"
            .formatted(bytes, IndexFormat.LONGEST_KEY, Excerpt.of(key, 60)));
  }
}
