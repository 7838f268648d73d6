package io.bindery.quilt.json;

/** A text is not the JSON that Python's reader accepts, or is beyond the {@link JsonLimits}. */
public final class JsonSyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final int line;
  private final int column;
  private final int offset;

  JsonSyntaxException(String reason, int line, int column, int offset) {
    super(
        "not valid JSON at line "
            + line
            + ", column "
            + column
            + " (offset "
            + offset
            + "): "
            + reason);
    this.reason = reason;
    this.line = line;
    this.column = column;
    this.offset = offset;
  }

  /** What is wrong, without the place. */
  public String reason() {
    return reason;
  }

  /** From 1. */
  public int line() {
    return line;
  }

  /** From 1, in UTF-16 units. */
  public int column() {
    return column;
  }

  /** From 0: UTF-16 units of the text, or bytes when the bytes could not be decoded. */
  public int offset() {
    return offset;
  }
}
