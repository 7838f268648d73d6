package io.bindery.packager.crate;

import java.io.Serial;

/** A file is no RO-Crate. The message says what is missing or wrong. */
public final class NoCrateException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  NoCrateException(String message) {
    super(message);
  }

  NoCrateException(String message, Throwable cause) {
    super(message, cause);
  }
}
