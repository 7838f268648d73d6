package io.bindery.localaws.http;

import java.io.Serial;
import java.util.Map;

/** A refusal, told to the client with the code and status that AWS uses. */
public final class AwsError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient Map<String, Object> details;

  public AwsError(int status, String code, String message) {
    this(status, code, message, Map.of());
  }

  /**
   * @param details what the error tells beside its message, by the names of the service's model:
   *     texts and numbers
   */
  public AwsError(int status, String code, String message, Map<String, Object> details) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = Map.copyOf(details);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public Map<String, Object> details() {
    return details;
  }
}
