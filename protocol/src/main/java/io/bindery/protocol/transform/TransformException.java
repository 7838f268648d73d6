package io.bindery.protocol.transform;

import io.bindery.protocol.field.FieldException;
import java.io.Serial;

/** A transformer cannot be used as it is written. The message is for the person who wrote it. */
public final class TransformException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final String field;
  private final String value;
  private final String allowed;

  TransformException(String field, String value, String allowed) {
    super("%s = %s: it must be %s.".formatted(field, FieldException.shown(value), allowed));
    this.field = field;
    this.value = FieldException.shown(value);
    this.allowed = allowed;
  }

  /** The field that is wrong, such as {@code InputPathsMap.bucket}. */
  public String field() {
    return field;
  }

  /** What it holds, shortened. */
  public String value() {
    return value;
  }

  /** What it must be, as the end of the sentence "it must be …". */
  public String allowed() {
    return allowed;
  }
}
