package io.bindery.quilt.json;

/** JSON {@code null}. */
public record JsonNull() implements JsonValue {

  public static final JsonNull NULL = new JsonNull();

  @Override
  public boolean isTruthy() {
    return false;
  }
}
