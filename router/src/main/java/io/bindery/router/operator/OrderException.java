package io.bindery.router.operator;

import java.io.Serial;

/** An order that makes no sense; the message is for whoever gave it. */
public final class OrderException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final String field;

  OrderException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** What is wrong: {@code bucket}, {@code prefix} or {@code who}. */
  public String field() {
    return field;
  }
}
