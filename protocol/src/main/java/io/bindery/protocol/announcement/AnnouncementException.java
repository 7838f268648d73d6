package io.bindery.protocol.announcement;

import java.io.Serial;

/** The detail of an event is no announcement that Bindery can read. */
public final class AnnouncementException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String field;

  AnnouncementException(String message, String field, Throwable cause) {
    super(message, cause);
    this.field = field;
  }

  /** The path of the field that is wrong. */
  public String field() {
    return field;
  }
}
