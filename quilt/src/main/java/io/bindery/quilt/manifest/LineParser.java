package io.bindery.quilt.manifest;

import io.bindery.quilt.Excerpt;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.json.JsonWriteException;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One line of a manifest file and its number: turns it into what it stands for, or says which field
 * is wrong.
 */
record LineParser(long number, JsonObject json) {

  private static final Set<String> HASH_FIELDS = Set.of("type", "value");
  private static final int EXCERPT = 60;

  static LineParser of(long number, byte[] line) {
    if (line.length > 0 && line[0] == (byte) 0xef) {
      throw new InvalidManifestException(
          number, "", "it starts with a byte order mark: remove it", null);
    }
    JsonValue value;
    try {
      value = Json.parse(line, new JsonLimits(JsonLimits.MAX_DEPTH, Math.max(1, line.length)));
    } catch (JsonSyntaxException e) {
      throw new InvalidManifestException(
          number,
          "",
          line.length == 0 ? "it is empty" : "not JSON at column " + e.column() + ": " + e.reason(),
          e);
    }
    if (!(value instanceof JsonObject object)) {
      throw new InvalidManifestException(
          number, "", "it is " + describe(value) + ", not an object", null);
    }
    return new LineParser(number, object);
  }

  /** The header; a key that very old clients wrote into it is dropped, as quilt3 does. */
  ManifestHeader header() {
    JsonObject kept = json.without("top_hash");
    if (!(field("version") instanceof JsonString version)
        || !version.value().equals(ManifestHeader.VERSION)) {
      throw wrong("version", field("version"), "the text \"v0\"");
    }
    return new ManifestHeader(kept);
  }

  ManifestLine line() {
    String name = text("logical_key");
    Optional<JsonValue> physicalKeys = json.get("physical_keys").filter(JsonValue::isTruthy);
    if (physicalKeys.isEmpty() && name.endsWith("/")) {
      return new DirectoryMeta(logicalKey(name.substring(0, name.length() - 1)), field("meta"));
    }
    return new ManifestEntry(logicalKey(name), physicalKey(), size(), hash(), meta());
  }

  private LogicalKey logicalKey(String value) {
    try {
      return new LogicalKey(value);
    } catch (InvalidNameException e) {
      throw invalid("logical_key", e.getMessage(), e);
    }
  }

  private S3Uri physicalKey() {
    JsonValue value = field("physical_keys");
    if (!(value instanceof JsonArray list) || list.items().isEmpty()) {
      throw wrong("physical_keys", value, "a list with one S3 URI");
    }
    if (!(list.items().get(0) instanceof JsonString uri)) {
      throw wrong("physical_keys", list.items().get(0), "an S3 URI");
    }
    try {
      return S3Uri.parse(uri.value());
    } catch (S3UriException e) {
      throw invalid("physical_keys", e.getMessage(), e);
    }
  }

  private long size() {
    JsonValue value = field("size");
    if (!(value instanceof JsonInteger size)
        || size.value().signum() < 0
        || size.value().bitLength() > 63) {
      throw wrong("size", value, "a whole number of bytes");
    }
    return size.value().longValue();
  }

  private ObjectHash hash() {
    JsonValue value = field("hash");
    if (value instanceof JsonNull) {
      throw invalid(
          "hash", "it is null: the package was never hashed, so it has no top hash", null);
    }
    if (!(value instanceof JsonObject hash)) {
      throw wrong("hash", value, "an object with 'type' and 'value'");
    }
    if (!hash.members().keySet().equals(HASH_FIELDS)) {
      throw invalid(
          "hash",
          hash.members().keySet().stream()
                  .sorted()
                  .collect(Collectors.joining("', '", "it has '", "'"))
              + ", but must have just 'type' and 'value'",
          null);
    }
    JsonValue type = hash.members().get("type");
    ChecksumType known =
        Optional.of(type)
            .filter(JsonString.class::isInstance)
            .flatMap(text -> ChecksumType.ofWireName(((JsonString) text).value()))
            .orElseThrow(() -> wrong("hash.type", type, "SHA256, sha2-256-chunked or CRC64NVME"));
    if (!(hash.members().get("value") instanceof JsonString digest)) {
      throw wrong("hash.value", hash.members().get("value"), "a text");
    }
    try {
      return new ObjectHash(known, digest.value());
    } catch (IllegalArgumentException e) {
      throw invalid("hash.value", e.getMessage(), e);
    }
  }

  private JsonObject meta() {
    JsonValue value = field("meta");
    if (value instanceof JsonNull) {
      return JsonObject.EMPTY;
    }
    if (!(value instanceof JsonObject meta)) {
      throw wrong("meta", value, "an object");
    }
    return meta;
  }

  private String text(String name) {
    JsonValue value = field(name);
    if (!(value instanceof JsonString string)) {
      throw wrong(name, value, "a text");
    }
    return string.value();
  }

  private JsonValue field(String name) {
    return json.get(name).orElseThrow(() -> invalid(name, "it is missing", null));
  }

  private InvalidManifestException wrong(String field, JsonValue found, String expected) {
    return invalid(field, "it is " + describe(found) + ", not " + expected, null);
  }

  private InvalidManifestException invalid(String field, String reason, Throwable cause) {
    return new InvalidManifestException(number, field, reason, cause);
  }

  private static String describe(JsonValue value) {
    String text;
    try {
      text = JsonForm.CANONICAL.toText(value);
    } catch (JsonWriteException e) {
      text = "a value too deep to show";
    }
    return Excerpt.of(text, EXCERPT);
  }
}
