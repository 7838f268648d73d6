package io.bindery.localaws;

import java.io.Serial;

/**
 * The local services cannot start or go on. The message names the value at fault and the way out.
 */
public final class LocalAwsException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public LocalAwsException(String message) {
    super(message);
  }

  public LocalAwsException(String message, Throwable cause) {
    super(message, cause);
  }
}
