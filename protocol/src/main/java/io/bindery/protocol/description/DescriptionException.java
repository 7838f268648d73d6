package io.bindery.protocol.description;

import java.io.Serial;

/** A text is no package description. The message is for the person who wrote it. */
public final class DescriptionException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field empty if the text as a whole is wrong
   */
  public DescriptionException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** The field that is wrong; empty if the text as a whole is. */
  public String field() {
    return field;
  }
}
