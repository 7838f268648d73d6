package io.bindery.router.source;

import java.io.Serial;

/** A source cannot be set so. The message is for the person who wrote it. */
public final class SourceException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  SourceException(String message) {
    super(message);
  }

  SourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
