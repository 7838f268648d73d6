package io.bindery.quilt.s3;

/** A text is not the URI of an S3 object. */
public final class S3UriException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String value;
  private final String reason;

  S3UriException(String value, String reason) {
    super(
        "'"
            + value
            + "' is not an S3 URI: "
            + reason
            + "; write s3://bucket/key or s3://bucket/key?versionId=ID");
    this.value = value;
    this.reason = reason;
  }

  /** The text as it was given. */
  public String value() {
    return value;
  }

  public String reason() {
    return reason;
  }
}
