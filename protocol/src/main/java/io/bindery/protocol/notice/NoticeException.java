package io.bindery.protocol.notice;

import java.io.Serial;

/** A text is no notice that Bindery can read. The message is for the person who sent it here. */
public final class NoticeException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String field;
  private final String value;

  NoticeException(String complaint, String wayOut, String field, String value, Throwable cause) {
    super(complaint + " " + wayOut, cause);
    this.field = field;
    this.value = value;
  }

  /** The path of the field that is wrong, such as {@code Records[0].s3.object.key}. */
  public String field() {
    return field;
  }

  /** What the field holds, shortened; empty if it is missing. */
  public String value() {
    return value;
  }
}
