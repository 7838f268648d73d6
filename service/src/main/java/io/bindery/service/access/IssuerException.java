package io.bindery.service.access;

import java.io.Serial;

/** An issuer cannot be used; the message is a part of a sentence about it. */
final class IssuerException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  IssuerException(String message) {
    super(message);
  }
}
