package io.bindery.quilt.ignore;

import io.bindery.quilt.QuiltException;

/** An ignore file cannot be read: it is too large, or no text. */
public final class IgnoreFileException extends QuiltException {
  private static final long serialVersionUID = 1L;

  IgnoreFileException(String message) {
    this(message, null);
  }

  IgnoreFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
