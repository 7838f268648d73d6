package io.bindery.packager.preset;

import io.bindery.quilt.json.JsonValue;

/**
 * A value that a folder's own file tells.
 *
 * @param name in the metadata
 * @param value a text, a number, or a list of them
 */
public record MetadataValue(String name, JsonValue value, ValueSource source) {}
