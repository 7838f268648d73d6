package io.bindery.platform.deadletter;

import java.io.Serial;

/** A message stays a dead letter; the message of this says why. */
final class NotSentException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  NotSentException(String message) {
    super(message);
  }
}
