package io.bindery.platform.aws;

import java.io.Serial;

/** A list of AWS does not get on. To follow it would take for ever, and to stop would miss some. */
public final class EndlessListException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  EndlessListException(String message) {
    super(message);
  }
}
