package io.bindery.quilt.crate;

import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the properties of an entity of a crate say. */
final class Entity {
  static final String ID = "@id";
  private static final String TYPE = "@type";
  private static final String NAME = "name";

  /** What of an entity is no metadata of its file. */
  private static final Set<String> OWN = Set.of(ID, TYPE, NAME);

  private Entity() {}

  /** A property as a list: none, one, or those of a list, which is not looked into further. */
  static List<JsonValue> values(JsonObject entity, String property) {
    return entity
        .get(property)
        .map(
            value ->
                value instanceof JsonArray list
                    ? list.items()
                    : value instanceof JsonNull ? List.<JsonValue>of() : List.of(value))
        .orElse(List.of());
  }

  static Optional<String> text(JsonObject object, String property) {
    return object
        .get(property)
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value());
  }

  /** The name, if it is a text that is not empty. */
  static Optional<String> name(JsonObject entity) {
    return text(entity, NAME).filter(name -> !name.isEmpty());
  }

  /** The texts of a property, and the ids of the objects in it. */
  static List<String> iris(JsonObject entity, String property) {
    var iris = new ArrayList<String>();
    for (var value : values(entity, property)) {
      if (value instanceof JsonString text) {
        iris.add(text.value());
      } else if (value instanceof JsonObject object) {
        text(object, ID).ifPresent(iris::add);
      }
    }
    return iris;
  }

  /** Whether it has a type, alone or in a list. */
  static boolean is(JsonObject entity, String type) {
    return values(entity, TYPE).contains(new JsonString(type));
  }

  /** What it says of a file beyond its id, type and name. */
  static JsonObject properties(JsonObject entity) {
    var properties = entity;
    for (var own : OWN) {
      properties = properties.without(own);
    }
    return properties;
  }
}
