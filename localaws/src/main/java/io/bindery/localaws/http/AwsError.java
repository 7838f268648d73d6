package io.bindery.localaws.http;

import java.io.Serial;

/** A refusal, told to the client with the code and status that AWS uses. */
public final class AwsError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  public AwsError(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }
}
