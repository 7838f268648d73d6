package io.bindery.packager.crate;

import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonFloat;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.s3.PercentCoding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entities of a crate by their ids. {@code ./a%20b} and {@code a b} are the same id. */
final class CrateEntities {
  private static final String HERE = "./";

  private final Map<String, JsonObject> entities;

  private CrateEntities(Map<String, JsonObject> entities) {
    this.entities = entities;
  }

  /**
   * Indexes the list {@code @graph}. What has no id is no entity that anything could refer to. One
   * that stands there twice with the same content is one, as some writers do it.
   *
   * @throws NoCrateException if two of one id differ
   */
  static CrateEntities of(JsonObject crate) {
    if (!(crate.get("@graph").orElse(null) instanceof JsonArray graph)) {
      throw new NoCrateException("it has no list \"@graph\"");
    }
    var entities = new LinkedHashMap<String, JsonObject>();
    for (var item : graph.items()) {
      if (item instanceof JsonObject entity && id(entity).isPresent()) {
        var id = id(entity).get();
        var before = entities.putIfAbsent(id, entity);
        if (before != null && !same(withoutId(before), withoutId(entity))) {
          throw new NoCrateException(
              "\"@graph\" has the entity '%s' twice, with different content".formatted(id));
        }
      }
    }
    return new CrateEntities(entities);
  }

  private static JsonObject withoutId(JsonObject entity) {
    var members = new LinkedHashMap<>(entity.members());
    members.remove("@id");
    return new JsonObject(members);
  }

  /** As JSON: the order of names does not count, and 1 is 1.0. */
  private static boolean same(JsonValue a, JsonValue b) {
    if (a instanceof JsonObject one && b instanceof JsonObject other) {
      return one.members().keySet().equals(other.members().keySet())
          && one.members().entrySet().stream()
              .allMatch(it -> same(it.getValue(), other.members().get(it.getKey())));
    }
    if (a instanceof JsonArray one && b instanceof JsonArray other) {
      if (one.items().size() != other.items().size()) {
        return false;
      }
      for (int i = 0; i < one.items().size(); i++) {
        if (!same(one.items().get(i), other.items().get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a instanceof JsonInteger one && b instanceof JsonFloat other) {
      return one.value().doubleValue() == other.value();
    }
    if (a instanceof JsonFloat && b instanceof JsonInteger) {
      return same(b, a);
    }
    return a.equals(b);
  }

  /** An entity by its id, however it is written. */
  Optional<JsonObject> named(String id) {
    return Optional.ofNullable(entities.get(normal(id)));
  }

  /** In the order of the file. */
  Collection<JsonObject> entities() {
    return entities.values();
  }

  /** In the order of their ids. */
  List<JsonObject> sorted() {
    return entities.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  /**
   * What a value of a property leads to: the entity of its id, or, if it has more than an id, the
   * value itself.
   */
  Optional<JsonObject> followed(JsonValue value) {
    if (!(value instanceof JsonObject object)) {
      return Optional.empty();
    }
    var entity = id(object).flatMap(this::named);
    return entity.isPresent() || object.members().keySet().stream().allMatch("@id"::equals)
        ? entity
        : Optional.of(object);
  }

  /** The id of an entity or reference. */
  static Optional<String> id(JsonObject entity) {
    return entity
        .get("@id")
        .filter(JsonString.class::isInstance)
        .map(it -> normal(((JsonString) it).value()));
  }

  private static String normal(String id) {
    if (id.equals(HERE) || id.startsWith("s3://")) {
      return id;
    }
    var relative = id.startsWith(HERE) ? id.substring(HERE.length()) : id;
    return relative.contains("://") ? relative : PercentCoding.decode(relative);
  }

  /** The first text of a property that is not blank. */
  static Optional<String> text(JsonObject entity, String property) {
    return values(entity, property).stream().flatMap(value -> text(value).stream()).findFirst();
  }

  /** A text, also one with a language or a type. */
  static Optional<String> text(JsonValue value) {
    if (value instanceof JsonObject object && object.has("@value")) {
      return object.get("@value").flatMap(CrateEntities::text);
    }
    return value instanceof JsonString text && !text.value().isBlank()
        ? Optional.of(text.value())
        : Optional.empty();
  }

  /** The ids that a property refers to. */
  static List<String> references(JsonObject entity, String property) {
    var ids = new ArrayList<String>();
    for (var value : values(entity, property)) {
      if (value instanceof JsonObject reference) {
        id(reference).ifPresent(ids::add);
      }
    }
    return ids;
  }

  /** One value may stand for a list of one. */
  static List<JsonValue> values(JsonObject entity, String property) {
    return entity
        .get(property)
        .map(value -> value instanceof JsonArray list ? list.items() : List.of(value))
        .orElse(List.of());
  }
}
