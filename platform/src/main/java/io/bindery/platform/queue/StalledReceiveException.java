package io.bindery.platform.queue;

import java.io.Serial;

/** Ends a receiver that has fallen silent, so that it is started again. */
final class StalledReceiveException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  StalledReceiveException() {
    super("The receiver has fallen silent.");
  }
}
