package io.bindery.service;

import java.io.Serial;

/** The service cannot start because of something around it: a port in use, a host not its own. */
public final class ServiceStartException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** The message is one sentence with the way out. */
  public ServiceStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
