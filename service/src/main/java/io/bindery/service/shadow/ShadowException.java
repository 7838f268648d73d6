package io.bindery.service.shadow;

import java.io.Serial;

/** Announcements cannot be read: the message names where, and what is wrong. */
public final class ShadowException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  ShadowException(String message) {
    super(message);
  }

  ShadowException(String message, Throwable cause) {
    super(message, cause);
  }
}
