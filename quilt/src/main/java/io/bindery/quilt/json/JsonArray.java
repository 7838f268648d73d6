package io.bindery.quilt.json;

import java.util.List;

/** A JSON list. */
public record JsonArray(List<JsonValue> items) implements JsonValue {

  public JsonArray {
    items = List.copyOf(items);
  }

  public static JsonArray of(JsonValue... items) {
    return new JsonArray(List.of(items));
  }

  @Override
  public boolean isTruthy() {
    return !items.isEmpty();
  }
}
