package io.bindery.service.http;

import java.io.Serial;

/** A request cannot be understood; the message is for the person who sent it. */
final class RequestException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  RequestException(String message) {
    super(message);
  }
}
