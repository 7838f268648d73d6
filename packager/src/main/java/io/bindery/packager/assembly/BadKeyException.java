package io.bindery.packager.assembly;

import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.failure.PackagingException;
import java.io.Serial;

/** An object's key can be in no package. */
final class BadKeyException extends PackagingException {
  @Serial private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * @param key of the object in S3
   */
  BadKeyException(String message, String key, Throwable cause) {
    super(message, FailureReason.CONTENT, cause);
    this.key = key;
  }

  String key() {
    return key;
  }
}
