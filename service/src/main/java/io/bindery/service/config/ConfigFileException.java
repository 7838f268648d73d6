package io.bindery.service.config;

import java.io.Serial;

/** The configuration cannot be read, or names a setting that does not exist. */
public final class ConfigFileException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  ConfigFileException(String message) {
    super(message);
  }

  ConfigFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
