package io.bindery.protocol.field;

import java.io.Serial;

/** A field of a received text is missing or has a value that is not allowed. */
public final class FieldException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What is shown of a value: enough to find it, too little to fill a log. */
  private static final int SHOWN_CHARACTERS = 200;

  private final String field;
  private final String value;

  private FieldException(String message, String field, String value) {
    super(message);
    this.field = field;
    this.value = value;
  }

  static FieldException missing(String field, String allowed) {
    return new FieldException("%s is missing: it must be %s.".formatted(field, allowed), field, "");
  }

  /**
   * A value that is not allowed.
   *
   * @param field the path of the field, such as {@code detail.object.key}
   * @param value what it holds; shown shortened and with control characters escaped
   * @param allowed what it must be, as the end of the sentence "it must be …"
   */
  public static FieldException notAllowed(String field, String value, String allowed) {
    var shown = shown(value);
    return new FieldException(
        "%s = %s: it must be %s.".formatted(field, shown, allowed), field, shown);
  }

  /** The path of the field. */
  public String field() {
    return field;
  }

  /** The value as shown, or an empty text if the field is missing. */
  public String value() {
    return value;
  }

  /**
   * A text as it can stand in a log line or a message attribute: at most 200 characters, control
   * characters and halves of surrogate pairs as {@code \}{@code uXXXX}.
   */
  public static String shown(String text) {
    var out = new StringBuilder();
    text.codePoints()
        .limit(SHOWN_CHARACTERS)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                out.append("\\u%04x".formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return text.codePointCount(0, text.length()) > SHOWN_CHARACTERS ? out + "…" : out.toString();
  }
}
