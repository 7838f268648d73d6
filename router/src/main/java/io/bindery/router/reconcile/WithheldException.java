package io.bindery.router.reconcile;

import java.io.Serial;

/** AWS refuses it for now: a right was taken away, and may be given back. */
final class WithheldException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  WithheldException(String message, Throwable cause) {
    super(message, cause);
  }
}
