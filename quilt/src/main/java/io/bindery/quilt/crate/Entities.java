package io.bindery.quilt.crate;

import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import java.util.LinkedHashMap;
import java.util.Map;

/** Entities of a crate in the making that are no files; each id is there once. */
final class Entities {
  /** The crate itself, and the entity that describes it. */
  static final String CRATE = "ro-crate-metadata.json";

  static final String RO_CRATE = "https://w3id.org/ro/crate/1.2";

  private final Map<String, JsonObject> byId = new LinkedHashMap<>();

  /**
   * An id for something that has no address. No file can have it: a key never has two slashes in a
   * row, and ids of files are compared with it after they were decoded.
   */
  static String own(String name) {
    return "#//" + name;
  }

  /** The beginning of an entity. */
  static JsonObject of(String id, String type, String name) {
    return JsonObject.EMPTY
        .with("@id", new JsonString(id))
        .with("@type", new JsonString(type))
        .with("name", new JsonString(name));
  }

  static JsonObject reference(String id) {
    return JsonObject.EMPTY.with("@id", new JsonString(id));
  }

  /** Adds an entity whose id is not taken. */
  Entities add(JsonObject entity) {
    var id = ((JsonString) entity.members().get("@id")).value();
    if (byId.putIfAbsent(Ids.normal(id), entity) != null) {
      throw new IllegalStateException("two entities have the id " + id);
    }
    return this;
  }

  boolean has(String id) {
    return byId.containsKey(Ids.normal(id));
  }

  /** One line for each, with a comma at its end. */
  String lines() {
    var text = new StringBuilder();
    byId.values().forEach(entity -> text.append(JsonForm.FILE.toText(entity)).append(",\n"));
    return text.toString();
  }
}
