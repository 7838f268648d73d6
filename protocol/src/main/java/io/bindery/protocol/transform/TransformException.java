package io.bindery.protocol.transform;

import io.bindery.protocol.field.FieldException;
import java.io.Serial;

/** A transformer cannot be used as it is written. The message is for the person who wrote it. */
public final class TransformException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final String field;
  private final String value;

  TransformException(String field, String value, String allowed) {
    super("%s = %s: it must be %s.".formatted(field, FieldException.shown(value), allowed));
    this.field = field;
    this.value = FieldException.shown(value);
  }

  /** The field that is wrong, such as {@code InputPathsMap.bucket}. */
  public String field() {
    return field;
  }

  /** What it holds, shortened. */
  public String value() {
    return value;
  }
}
