package io.bindery.quilt.uri;

/** A text is not the URI of a package. */
public final class PackageUriException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private static final String FORM = "Write quilt+s3://BUCKET#package=NAMESPACE/NAME@TOPHASH";

  /** What is wrong, in the order in which it is looked for. */
  public enum Kind {
    /** The host is no name: brackets, or characters that look like others. */
    HOST,
    /** The scheme is not {@code quilt+s3}. */
    PROTOCOL,
    /** There is no {@code //} after the scheme. */
    SLASHES,
    /** There is a path or a query after the bucket. */
    NOT_BUCKET_ROOT,
    /** What is percent-encoded is not UTF-8. */
    ENCODING,
    /** A parameter is given more than once. */
    REPEATED,
    /** There is no package. */
    NO_PACKAGE,
    /** There is no bucket. */
    NO_BUCKET,
    /** Name, tag and hash of the package cannot be told apart, or one of them is empty. */
    PACKAGE,
  }

  private final Kind kind;
  private final String value;
  private final String reason;

  PackageUriException(Kind kind, String value, String reason) {
    super("'" + value + "' is not the URI of a package: " + reason + " " + FORM + ".");
    this.kind = kind;
    this.value = value;
    this.reason = reason;
  }

  public Kind kind() {
    return kind;
  }

  /** The text as it was given. */
  public String value() {
    return value;
  }

  /** What is wrong, a sentence in quilt3's words. */
  public String reason() {
    return reason;
  }
}
