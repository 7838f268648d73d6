package io.bindery.quilt.workflow;

import java.io.Serial;

/** A text is no regular expression of Python, or matching it was cut off. */
final class PatternException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  PatternException(String message) {
    super(message);
  }
}
