package io.bindery.router.reconcile;

import java.io.Serial;

/** Trying again is of no use; the message says what has to be put right. */
final class HopelessException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  HopelessException(String message) {
    super(message);
  }
}
