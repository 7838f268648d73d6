package io.bindery.quilt.json;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object that keeps the order of its keys. Two objects are equal when they have equal
 * members, in whatever order, as in Python.
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {

  public static final JsonObject EMPTY = new JsonObject(Map.of());

  public JsonObject {
    Map<String, JsonValue> copy = new LinkedHashMap<>(members);
    copy.forEach(
        (key, value) -> {
          requireNonNull(key, "key");
          requireNonNull(value, key);
        });
    members = Collections.unmodifiableMap(copy);
  }

  public Optional<JsonValue> get(String key) {
    return Optional.ofNullable(members.get(key));
  }

  public boolean has(String key) {
    return members.containsKey(key);
  }

  /** This object with {@code key} set: in its place if it is there already, else at the end. */
  public JsonObject with(String key, JsonValue value) {
    Map<String, JsonValue> copy = new LinkedHashMap<>(members);
    copy.put(key, value);
    return new JsonObject(copy);
  }

  public JsonObject without(String key) {
    if (!members.containsKey(key)) {
      return this;
    }
    Map<String, JsonValue> copy = new LinkedHashMap<>(members);
    copy.remove(key);
    return new JsonObject(copy);
  }

  @Override
  public boolean isTruthy() {
    return !members.isEmpty();
  }
}
