package io.bindery.router.reconcile;

import java.io.Serial;

/** What was asked for cannot be; the message is for whoever asked. */
public final class ReconcileException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  ReconcileException(String message) {
    super(message);
  }
}
