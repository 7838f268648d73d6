package io.bindery.platform.database;

import java.io.Serial;

/** The database cannot be reached or its schema cannot be brought to this version. */
public final class DatabaseException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** The message is one sentence with the way out. */
  public DatabaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
