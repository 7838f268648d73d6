package io.bindery.packager.promote;

import java.io.Serial;

/** A request to promote a revision cannot be understood. */
final class PromoteException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String field;

  PromoteException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** The field that is wrong; empty if the request as a whole is. */
  String field() {
    return field;
  }
}
