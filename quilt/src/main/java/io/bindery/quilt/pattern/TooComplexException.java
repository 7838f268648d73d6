package io.bindery.quilt.pattern;

import java.io.Serial;

/** A text from outside costs more stack, memory or time than it is given. */
public final class TooComplexException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param message what is too complex, and the way out, without a full stop
   */
  public TooComplexException(String message) {
    super(message);
  }
}
