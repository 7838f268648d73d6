package io.bindery.packager.construct;

import java.io.Serial;

/** A request to make a package of named entries cannot be understood. */
public final class ConstructException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String field;

  ConstructException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** The field that is wrong, without its line; empty if the request as a whole is. */
  public String field() {
    return field;
  }
}
