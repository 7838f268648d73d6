package io.bindery.platform.failure;

import java.io.Serial;

/**
 * What was asked for makes no sense as it was asked. The message is for whoever asked: it names the
 * field, the value and the way out.
 */
public final class RefusedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * A refusal.
   *
   * @param field of the request, such as {@code prefix}; empty if it is not one field that is wrong
   */
  public RefusedException(String field, String message) {
    super(message);
    this.field = field;
  }

  public RefusedException(String field, String message, Throwable cause) {
    super(message, cause);
    this.field = field;
  }

  /** The field that is wrong; empty if it is not one alone. */
  public String field() {
    return field;
  }
}
