package io.bindery.quilt.json;

/** A JSON value that keeps what a manifest's top hash depends on. Immutable. */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonInteger, JsonFloat, JsonBoolean, JsonNull {

  /**
   * Whether Python would count the value as true: false for null, false, zero, and an empty text,
   * list or object. Quilt writes a directory line only for metadata that is.
   */
  boolean isTruthy();
}
