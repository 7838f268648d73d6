package io.bindery.quilt.name;

/** A text cannot be the name of a package or of an entry. */
public final class InvalidNameException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String field;
  private final String value;
  private final String reason;

  InvalidNameException(String field, String value, String reason) {
    super(field + " '" + value + "' is not valid: " + reason);
    this.field = field;
    this.value = value;
    this.reason = reason;
  }

  /** Which kind of name: {@code package name} or {@code logical key}. */
  public String field() {
    return field;
  }

  public String value() {
    return value;
  }

  /** What is wrong and what is allowed. */
  public String reason() {
    return reason;
  }
}
