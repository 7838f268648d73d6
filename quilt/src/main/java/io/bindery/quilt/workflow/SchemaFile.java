package io.bindery.quilt.workflow;

import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.workflow.WorkflowException.Rule;

/** Reads a schema that a configuration names. */
final class SchemaFile {
  /** Schemas inside each other; each level takes several frames of a thread's stack. */
  private static final int MAX_DEPTH = 100;

  private static final String DRAFT_7 = "http://json-schema.org/draft-07/schema#";

  private SchemaFile() {}

  /**
   * Reads a schema.
   *
   * @param id in the configuration
   * @param url in the configuration
   * @throws WorkflowException if it is none, or one that Quilt does not support
   */
  static JsonSchema read(String id, String url, byte[] bytes) {
    JsonValue schema;
    try {
      schema = Json.parse(bytes, new JsonLimits(MAX_DEPTH, Math.max(1, bytes.length)));
    } catch (JsonSyntaxException e) {
      throw wrong("Couldn't parse %s as JSON: %s.".formatted(url, e.getMessage()));
    }
    refuse(schema);
    if (schema instanceof JsonObject object && object.has("$schema")) {
      checkDraft(object.get("$schema").orElseThrow());
    }
    try {
      var reasons = JsonSchema.reasonsAgainst(schema);
      if (!reasons.isEmpty()) {
        throw wrong("Schema '%s' is not valid: %s.".formatted(id, reasons.text()));
      }
      return JsonSchema.compile(schema);
    } catch (PatternException e) {
      throw wrong("Schema '%s' is not valid: %s.".formatted(id, e.getMessage()));
    }
  }

  private static void checkDraft(JsonValue draft) {
    if (!(draft instanceof JsonString text)) {
      throw wrong("$schema must be a string.");
    }
    if (!text.value().equals(DRAFT_7)) {
      throw wrong(
          "Unsupported meta-schema: %s. Only %s is supported.".formatted(text.value(), DRAFT_7));
    }
  }

  /** What is nowhere allowed, not even as a value. */
  private static void refuse(JsonValue value) {
    if (value instanceof JsonObject object) {
      if (object.has("$ref")) {
        throw wrong(
            "Currently we don't support $ref in schema. Put what it refers to in its place.");
      }
      object.members().values().forEach(SchemaFile::refuse);
    } else if (value instanceof JsonArray array) {
      array.items().forEach(SchemaFile::refuse);
    }
  }

  private static WorkflowException wrong(String message) {
    return new WorkflowException(Rule.SCHEMA, message);
  }
}
