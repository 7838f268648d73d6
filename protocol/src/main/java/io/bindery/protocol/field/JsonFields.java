package io.bindery.protocol.field;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The fields of one JSON object. Each reader checks type and range and answers a wrong value with a
 * {@link FieldException} that names the path, the value and what is allowed. Fields that nobody
 * asks for are ignored.
 */
public final class JsonFields {
  /** What SQS takes as one message, its attributes included. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_CHARACTERS = 64;

  /** What {@link #isStorable} asks for, in words. */
  public static final String STORABLE = "a text of whole characters without NUL";

  /** Beyond it, neither Postgres nor a person can make use of a time. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_BYTES)
                          .maxNumberLength(MAX_NUMBER_CHARACTERS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode node;
  private final String path;

  private JsonFields(JsonNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /**
   * Parses a text that must be one JSON object.
   *
   * @param name how complaints call the text; a field is then {@code name.field}, or just {@code
   *     field} if the name is empty
   */
  public static JsonFields parse(String text, String name) throws FieldException {
    var what = name.isEmpty() ? "body" : name;
    if (tooLong(text)) {
      throw FieldException.notAllowed(
          what, text.length() + " characters", "at most " + MAX_BYTES + " bytes of UTF-8");
    }
    try {
      var node = MAPPER.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
      if (node == null || !node.isObject()) {
        throw FieldException.notAllowed(what, text, "a JSON object");
      }
      refuseInfinite(node, name);
      return new JsonFields(node, name);
    } catch (JsonProcessingException e) {
      throw FieldException.notAllowed(what, text, "a JSON object (" + JsonComplaint.of(e) + ")");
    }
  }

  /** A number beyond all doubles would be read as infinite, and be written as a text. */
  private static void refuseInfinite(JsonNode node, String path) throws FieldException {
    if (node.isDouble() && !Double.isFinite(node.doubleValue())) {
      throw FieldException.notAllowed(
          path,
          node.doubleValue() < 0 ? "a number below -1.8e308" : "a number above 1.8e308",
          "a number from -1.8e308 to 1.8e308, or a text");
    }
    for (var field : node.properties()) {
      refuseInfinite(
          field.getValue(), path.isEmpty() ? field.getKey() : path + "." + field.getKey());
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      refuseInfinite(node.get(i), path + "[" + i + "]");
    }
  }

  /**
   * Refuses names and texts that no table can hold, and that no key, name or pattern means: those
   * with a NUL, or with half of a character. For what somebody asks of Bindery; what is reported of
   * others' objects is checked field by field.
   *
   * @return this
   */
  public JsonFields storable() throws FieldException {
    refuseUnstorable(node, path);
    return this;
  }

  private static void refuseUnstorable(JsonNode node, String path) throws FieldException {
    if (node.isTextual() && !isStorable(node.textValue())) {
      throw FieldException.notAllowed(path, node.textValue(), STORABLE);
    }
    for (var field : node.properties()) {
      var inner = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      if (!isStorable(field.getKey())) {
        throw FieldException.notAllowed(
            FieldException.shown(inner), field.getKey(), STORABLE.replace("a text", "a name"));
      }
      refuseUnstorable(field.getValue(), inner);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      refuseUnstorable(node.get(i), path + "[" + i + "]");
    }
  }

  /** Whether UTF-8 and Postgres can hold a text as it is. */
  public static boolean isStorable(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
  }

  private static boolean tooLong(String text) {
    // A character takes one to three bytes: most texts need no count.
    return text.length() > MAX_BYTES
        || (text.length() > MAX_BYTES / 3
            && text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES);
  }

  /** The path of a field of this object. */
  public String path(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  /** Whether the field is there and not null. */
  public boolean has(String field) {
    return node.hasNonNull(field);
  }

  /** The names of the fields, for a complaint. */
  public String names() {
    return node.properties().stream().map(e -> e.getKey()).collect(Collectors.joining(", "));
  }

  /** A text; may be empty. */
  public String text(String field) throws FieldException {
    var allowed = "a text";
    var value = required(field, allowed);
    if (!value.isTextual()) {
      throw FieldException.notAllowed(path(field), value.toString(), allowed);
    }
    return value.textValue();
  }

  /** A text, or nothing if the field is absent or null. */
  public Optional<String> optionalText(String field) throws FieldException {
    return has(field) ? Optional.of(text(field)) : Optional.empty();
  }

  /** A whole number within the bounds, both included. */
  public long wholeNumber(String field, long min, long max) throws FieldException {
    var allowed = "a whole number from %d to %d".formatted(min, max);
    var value = required(field, allowed);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < min
        || value.longValue() > max) {
      throw FieldException.notAllowed(path(field), value.toString(), allowed);
    }
    return value.longValue();
  }

  /** A time in ISO 8601 with zone {@code Z}, from 1970 to the year 9999. */
  public Instant time(String field) throws FieldException {
    var allowed = "a time such as 2026-01-31T14:03:10Z, from 1970 to 9999";
    var text = text(field);
    try {
      var time = Instant.parse(text);
      if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
        return time;
      }
    } catch (DateTimeException e) {
      throw FieldException.notAllowed(path(field), text, allowed);
    }
    throw FieldException.notAllowed(path(field), text, allowed);
  }

  /** An object inside this one. */
  public JsonFields object(String field) throws FieldException {
    return object(required(field, "an object"), path(field));
  }

  /**
   * One element of a list, which may be anything.
   *
   * @param node not to be changed
   */
  public record Element(JsonNode node, String path) {
    /** The element as an object. */
    public JsonFields asObject() throws FieldException {
      return object(node, path);
    }
  }

  /** The elements of a list inside this object, at least one. */
  public List<Element> elements(String field) throws FieldException {
    var allowed = "a list of at least one object";
    var list = required(field, allowed);
    if (!list.isArray() || list.isEmpty()) {
      throw FieldException.notAllowed(path(field), list.toString(), allowed);
    }
    return IntStream.range(0, list.size())
        .mapToObj(i -> new Element(list.get(i), path(field) + "[" + i + "]"))
        .toList();
  }

  /** All fields as Java has them: texts, numbers, booleans, lists and maps. */
  public Map<String, Object> values() {
    return MAPPER.convertValue(node, new TypeReference<>() {});
  }

  /** The object itself; not to be changed. */
  public JsonNode tree() {
    return node;
  }

  private static JsonFields object(JsonNode value, String path) throws FieldException {
    if (!value.isObject()) {
      throw FieldException.notAllowed(path, value.toString(), "an object");
    }
    return new JsonFields(value, path);
  }

  private JsonNode required(String field, String allowed) throws FieldException {
    if (!has(field)) {
      throw FieldException.missing(path(field), allowed);
    }
    return node.get(field);
  }
}
