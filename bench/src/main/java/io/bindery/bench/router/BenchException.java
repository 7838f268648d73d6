package io.bindery.bench.router;

import java.io.Serial;

/** A measurement could not be made, or did not show what it must. */
final class BenchException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  BenchException(String message) {
    super(message + ".");
  }

  BenchException(String message, Throwable cause) {
    super(message + ": " + cause, cause);
  }
}
