package io.bindery.packager.suggest;

import io.bindery.protocol.description.DescriptionException;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonWriteException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Fields of a description that people set in place of what was asked for. One that is null is as it
 * was asked for again.
 *
 * @param fields as a description has them
 */
record Edits(JsonObject fields) {
  private static final String METADATA = "metadata";
  private static final String METADATA_URI = "metadata_uri";

  /** What can be edited; in the order in which it is told. */
  private static final List<String> KEYS =
      List.of("package_name", METADATA, "commit_message", "workflow");

  /** As descriptions are read. */
  private static final JsonLimits LIMITS = new JsonLimits(100, 1 << 20);

  /** Reads what {@link #text} wrote. */
  static Edits read(String text) {
    try {
      return new Edits((JsonObject) Json.parse(text, LIMITS));
    } catch (JsonSyntaxException | ClassCastException e) {
      throw new IllegalStateException("table suggestion holds edits that cannot be read", e);
    }
  }

  /**
   * Reads what somebody sent.
   *
   * @throws DescriptionException with the field that is wrong
   */
  static Edits parse(String json) {
    try {
      if (Json.parse(json, LIMITS) instanceof JsonObject object) {
        var unknown = new TreeSet<>(object.members().keySet());
        KEYS.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
          throw new DescriptionException(
              unknown.first(),
              "The field '%s' cannot be edited: the fields are %s."
                  .formatted(unknown.first(), String.join(", ", KEYS)));
        }
        if (object.members().isEmpty()) {
          throw new DescriptionException(
              "", "Nothing is edited: give one of %s.".formatted(String.join(", ", KEYS)));
        }
        return new Edits(object).writable();
      }
    } catch (JsonSyntaxException e) {
      throw new DescriptionException("", "The edit is not JSON: " + e.getMessage() + ".");
    }
    throw new DescriptionException(
        "", "The edit is no JSON object: give one such as {\"package_name\": \"team/run-1\"}.");
  }

  /** Half a character, or a number that is none, is in no description. */
  private Edits writable() {
    for (var field : fields.members().entrySet()) {
      try {
        var unused = JsonForm.FILE.toBytes(field.getValue());
      } catch (JsonWriteException e) {
        throw new DescriptionException(
            field.getKey(),
            "%s cannot be written to a manifest: %s.".formatted(field.getKey(), e.getMessage()));
      }
    }
    return this;
  }

  /** The name of the package, if one is set. */
  Optional<String> name() {
    return fields
        .get("package_name")
        .filter(JsonString.class::isInstance)
        .map(name -> ((JsonString) name).value());
  }

  /** These with later ones. */
  Edits and(Edits later) {
    var all = new LinkedHashMap<>(fields.members());
    all.putAll(later.fields.members());
    all.values().removeIf(JsonNull.class::isInstance);
    return new Edits(new JsonObject(all));
  }

  /**
   * The description that is asked for with these. A description that came later may name a file of
   * metadata: what a person set stands above it.
   *
   * @param description as JSON, with everything filled in
   * @throws DescriptionException with the field whose value cannot be
   */
  PackageDescription on(String description) {
    var all = new LinkedHashMap<>(Edits.read(description).fields.members());
    if (has(METADATA)) {
      all.remove(METADATA_URI);
    }
    all.putAll(fields.members());
    return PackageDescription.parse(JsonForm.FILE.toText(new JsonObject(all)));
  }

  /**
   * Checks that these can be set for a description.
   *
   * @throws DescriptionException if its metadata is somewhere else
   */
  void check(String description) {
    var uri = Edits.read(description).fields.get(METADATA_URI);
    if (has(METADATA) && uri.isPresent()) {
      throw new DescriptionException(
          METADATA,
          "metadata cannot be edited: the description says metadata_uri = %s, and what is in that file decides. Edit the file."
              .formatted(((JsonString) uri.get()).value()));
    }
  }

  boolean has(String key) {
    return fields.members().containsKey(key);
  }

  /** The values on top of the metadata that were set. */
  Set<String> metadataKeys() {
    return fields.members().get(METADATA) instanceof JsonObject metadata
        ? metadata.members().keySet()
        : Set.of();
  }

  String text() {
    return JsonForm.FILE.toText(fields);
  }
}
