package io.bindery.quilt.manifest;

/** A file is not a manifest, or not one that a compatible reader would take. */
public final class InvalidManifestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long line;
  private final String field;
  private final String reason;

  InvalidManifestException(long line, String field, String reason, Throwable cause) {
    super(
        "the manifest is not valid at line "
            + line
            + (field.isEmpty() ? "" : ", field '" + field + "'")
            + ": "
            + reason,
        cause);
    this.line = line;
    this.field = field;
    this.reason = reason;
  }

  /** From 1, which is the header. */
  public long line() {
    return line;
  }

  /** Such as {@code hash.value}; empty if the line as a whole is wrong. */
  public String field() {
    return field;
  }

  public String reason() {
    return reason;
  }
}
