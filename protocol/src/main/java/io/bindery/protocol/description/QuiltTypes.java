package io.bindery.protocol.description;

import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonBoolean;
import io.bindery.quilt.json.JsonFloat;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Quilt's packaging engine takes for a text or an object though it is none. */
final class QuiltTypes {
  private QuiltTypes() {}

  /** A number or truth value as Python writes it; anything else as it is. */
  static JsonValue text(JsonValue value) {
    if (value instanceof JsonBoolean truth) {
      return new JsonString(truth.value() ? "True" : "False");
    }
    if (value instanceof JsonInteger integer) {
      return new JsonString(integer.value().toString());
    }
    if (value instanceof JsonFloat number) {
      return new JsonString(pythonText(number));
    }
    return value;
  }

  private static String pythonText(JsonFloat number) {
    if (Double.isNaN(number.value())) {
      return "nan";
    }
    return Double.isInfinite(number.value())
        ? number.value() > 0 ? "inf" : "-inf"
        : JsonForm.FILE.toText(number);
  }

  /** A list of pairs, each a text and a value, as an object; anything else as it is. */
  static JsonValue object(JsonValue value) {
    if (!(value instanceof JsonArray pairs)) {
      return value;
    }
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (var pair : pairs.items()) {
      if (!(pair instanceof JsonArray two)
          || two.items().size() != 2
          || !(two.items().get(0) instanceof JsonString key)) {
        return value;
      }
      members.put(key.value(), two.items().get(1));
    }
    return new JsonObject(members);
  }
}
