package io.bindery.exchange.manifest;

import java.io.Serial;

/**
 * The manifest, or what it names, could not be looked at now: it says nothing about the manifest.
 * The message names what was asked for and what the answer was.
 */
public final class UnreadableSourceException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public UnreadableSourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
