package io.bindery.service.audit;

import java.io.Serial;

/** The trail cannot be written; so nothing is done that would have to be in it. */
public final class AuditException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  AuditException(String message) {
    super(message);
  }
}
