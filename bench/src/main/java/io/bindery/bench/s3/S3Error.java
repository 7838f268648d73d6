package io.bindery.bench.s3;

import java.io.Serial;

/** An answer other than success. */
final class S3Error extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  S3Error(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  static S3Error preconditionFailed() {
    return new S3Error(412, "PreconditionFailed", "The object is not as it was.");
  }

  static S3Error noSuchKey(String key) {
    return new S3Error(404, "NoSuchKey", "There is no object " + key + ".");
  }

  int status() {
    return status;
  }

  String xml() {
    return "<Error><Code>"
        + code
        + "</Code><Message>"
        + Xml.text(getMessage())
        + "</Message></Error>";
  }
}
