package io.bindery.service.http;

import java.io.Serial;

/** A request cannot be understood; the message is for the person who sent it. */
public final class RequestException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String field;

  /**
   * A request that is answered 400.
   *
   * @param field the parameter, field or header that is wrong; empty if it is none of them
   */
  public RequestException(String field, String message) {
    this(400, field, message);
  }

  public RequestException(int status, String field, String message) {
    super(message);
    this.status = status;
    this.field = field;
  }

  int status() {
    return status;
  }

  String field() {
    return field;
  }
}
