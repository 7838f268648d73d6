package io.bindery.quilt.manifest;

import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads a manifest as it stands, of whatever client and age, for tables of what registries hold:
 * entries may lack hash, size and metadata, be in any order, and lie anywhere. {@link
 * ManifestReader} is for packages that are to be used. Not safe for use by several threads.
 */
public final class ManifestRows implements AutoCloseable {
  private static final int MAX_LINE_BYTES = ManifestReader.DEFAULT_MAX_LINE_BYTES;

  private final InputStream in;
  private final LineReader lines;
  private final JsonObject header;
  private Optional<String> last = Optional.empty();

  private ManifestRows(InputStream in) throws IOException {
    this.in = in;
    this.lines = new LineReader(in, MAX_LINE_BYTES);
    this.header =
        object(
            lines
                .next()
                .orElseThrow(() -> new InvalidManifestException(1, "", "the file is empty", null)));
    if (header.has("logical_key")) {
      throw new InvalidManifestException(
          1, "logical_key", "it is an entry, but the header must be here", null);
    }
  }

  /**
   * A line after the header. A directory's line has a key that ends in a slash, and metadata only.
   *
   * @param physicalKey the first, as it is written
   * @param meta absent also if it is null
   */
  public record Row(
      String logicalKey,
      Optional<String> physicalKey,
      Optional<String> hashType,
      Optional<String> hashValue,
      Optional<Long> size,
      Optional<JsonValue> meta) {}

  /**
   * Starts reading.
   *
   * @param in read in large blocks, closed with this reader
   * @throws InvalidManifestException if the first line is no header
   */
  public static ManifestRows open(InputStream in) throws IOException {
    return new ManifestRows(in);
  }

  /** The first line. */
  public JsonObject header() {
    return header;
  }

  /**
   * The next line, none after the last.
   *
   * @throws InvalidManifestException with the line, the field and the reason
   */
  public Optional<Row> next() throws IOException {
    var line = lines.next();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    var json = object(line.get());
    var key =
        text(json, "logical_key")
            .orElseThrow(() -> wrong("logical_key", "it is missing, or no text"));
    var next = Optional.of(key);
    if (next.equals(last)) {
      throw wrong("logical_key", "'" + key + "' is there twice");
    }
    last = next;
    var hash = json.get("hash").filter(it -> !(it instanceof JsonNull));
    if (hash.isPresent() && !(hash.get() instanceof JsonObject)) {
      throw wrong("hash", "it is no object with type and value");
    }
    return Optional.of(
        new Row(
            key,
            physicalKey(json),
            hash.flatMap(it -> text((JsonObject) it, "type")),
            hash.flatMap(it -> text((JsonObject) it, "value")),
            size(json),
            json.get("meta").filter(it -> !(it instanceof JsonNull))));
  }

  private Optional<String> physicalKey(JsonObject json) {
    var keys = json.get("physical_keys").filter(JsonValue::isTruthy);
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    if (keys.get() instanceof JsonArray list && list.items().get(0) instanceof JsonString first) {
      return Optional.of(first.value());
    }
    throw wrong("physical_keys", "it is no list that begins with a URI");
  }

  private Optional<Long> size(JsonObject json) {
    var size = json.get("size").filter(it -> !(it instanceof JsonNull));
    if (size.isEmpty()) {
      return Optional.empty();
    }
    if (size.get() instanceof JsonInteger number && number.value().bitLength() < Long.SIZE) {
      return Optional.of(number.value().longValue());
    }
    throw wrong("size", "it is no whole number of bytes");
  }

  private static Optional<String> text(JsonObject json, String field) {
    return json.get(field)
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value());
  }

  private JsonObject object(byte[] line) {
    try {
      if (Json.parse(line, new JsonLimits(JsonLimits.MAX_DEPTH, Math.max(1, line.length)))
          instanceof JsonObject object) {
        return object;
      }
    } catch (JsonSyntaxException e) {
      throw new InvalidManifestException(
          lines.line(), "", "not JSON at column " + e.column() + ": " + e.reason(), e);
    }
    throw wrong("", "it is no object");
  }

  private InvalidManifestException wrong(String field, String reason) {
    return new InvalidManifestException(lines.line(), field, reason, null);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
