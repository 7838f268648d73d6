package io.bindery.bench.measure;

import java.io.Serial;

/** A measurement could not be made, or did not show what it must. */
public final class BenchException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public BenchException(String message) {
    super(message + ".");
  }

  public BenchException(String message, Throwable cause) {
    super(message + ": " + cause, cause);
  }
}
