package io.bindery.quilt.json;

/** A value has no written form: it can be held, and perhaps hashed, but not put into a manifest. */
public final class JsonWriteException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** Why a value cannot be written. */
  public enum Reason {
    /** NaN or an infinity, in the file form. */
    NOT_FINITE,
    /** Half of a surrogate pair, which has no UTF-8, in the file form. */
    LONE_SURROGATE,
    /** Nested deeper than {@link JsonLimits#MAX_DEPTH}. */
    TOO_DEEP
  }

  private final Reason reason;
  private final String detail;
  private final String path;

  JsonWriteException(Reason reason, String detail) {
    this(reason, detail, "");
  }

  private JsonWriteException(Reason reason, String detail, String path) {
    super(detail + (path.isEmpty() ? "" : " at " + path));
    this.reason = reason;
    this.detail = detail;
    this.path = path;
  }

  /** The same, seen from one level further out. */
  JsonWriteException below(String step) {
    return new JsonWriteException(reason, detail, step + path);
  }

  public Reason reason() {
    return reason;
  }

  /** Where in the value, such as {@code .a[3].b}; empty for the value itself. */
  public String path() {
    return path;
  }
}
