package io.bindery.exchange.prepare;

import java.io.IOException;
import java.io.Serial;

/** The manifest is not there any more, or is another one: waiting does not help. */
final class GoneException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  GoneException(String message) {
    super(message);
  }

  GoneException(String message, Throwable cause) {
    super(message, cause);
  }
}
