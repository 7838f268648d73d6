package io.bindery.packager.preset;

import java.io.Serial;

/** A file of a run is not what it should be. The message is the end of a sentence "it …". */
final class RunFileException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  RunFileException(String message) {
    super(message);
  }

  RunFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
