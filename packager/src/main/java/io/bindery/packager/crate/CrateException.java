package io.bindery.packager.crate;

import java.io.Serial;

/** A file is no RO-Crate. The message says what is missing or wrong. */
public final class CrateException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  CrateException(String message) {
    super(message);
  }

  CrateException(String message, Throwable cause) {
    super(message, cause);
  }
}
