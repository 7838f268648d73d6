package io.bindery.router.replay;

import java.io.Serial;

/** A dry run cannot be made as it was asked for; the message says what to ask for instead. */
public final class DryRunException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  DryRunException(String message) {
    super(message);
  }
}
