package io.bindery.quilt.json;

import static java.util.Objects.requireNonNull;

/** A JSON text. It may hold lone surrogates; the file form refuses to write those. */
public record JsonString(String value) implements JsonValue {

  public JsonString {
    requireNonNull(value, "value");
  }

  @Override
  public boolean isTruthy() {
    return !value.isEmpty();
  }
}
