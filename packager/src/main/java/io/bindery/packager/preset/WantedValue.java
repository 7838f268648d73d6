package io.bindery.packager.preset;

import io.bindery.platform.settings.Settings;
import io.bindery.protocol.field.JsonFields;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonBoolean;
import io.bindery.quilt.json.JsonFloat;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A value of the metadata, and where in a file it stands.
 *
 * @param name in the metadata
 * @param fields in order of preference
 */
record WantedValue(String name, Kind kind, List<String> fields) {
  /** Longer texts are left out: a file of a run has no essays, but may be anything. */
  static final int MAX_TEXT = 1000;

  /** Of a list. */
  static final int MAX_ITEMS = 1000;

  /** Of all texts of a list together: a manifest has no room for books. */
  private static final int MAX_LIST = 10_000;

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

  /** What a value is; the name in presets. */
  enum Kind {
    TEXT,
    NUMBER,
    TEXTS,
    NUMBERS,
    COUNT
  }

  /** A field alone, or a list of them, is of texts. */
  static WantedValue from(String name, Settings values) {
    for (var kind : Kind.values()) {
      var key = name + "." + kind.name().toLowerCase(Locale.ROOT);
      if (values.isSection(name) && values.has(key)) {
        return new WantedValue(name, kind, values.texts(key));
      }
    }
    return new WantedValue(name, Kind.TEXT, values.texts(name));
  }

  /**
   * The value, if the file has it.
   *
   * @param found of the file, by field
   * @throws RunFileException if it is there and no such value
   */
  Optional<MetadataValue> in(String file, Map<String, List<JsonValue>> found)
      throws RunFileException {
    for (var field : fields) {
      var values = found.getOrDefault(field, List.of());
      var value = values.isEmpty() ? Optional.<JsonValue>empty() : of(field, values);
      if (value.isPresent()) {
        return Optional.of(new MetadataValue(name, value.get(), new ValueSource(file, field)));
      }
    }
    return Optional.empty();
  }

  private Optional<JsonValue> of(String field, List<JsonValue> values) throws RunFileException {
    return switch (kind) {
      case TEXT -> text(field, values.get(0)).map(JsonString::new);
      case NUMBER -> number(field, values.get(0));
      case COUNT -> Optional.of(JsonInteger.of(values.size()));
      case TEXTS -> list(field, values, value -> text(field, value).map(JsonString::new));
      case NUMBERS -> list(field, values, value -> number(field, value));
    };
  }

  /** Reads one item of a list. */
  @FunctionalInterface
  private interface Item {
    Optional<? extends JsonValue> of(JsonValue value) throws RunFileException;
  }

  private static Optional<JsonValue> list(String field, List<JsonValue> values, Item item)
      throws RunFileException {
    if (values.size() > MAX_ITEMS) {
      throw new RunFileException("has more than %d values in %s".formatted(MAX_ITEMS, field));
    }
    var items = new ArrayList<JsonValue>();
    int length = 0;
    for (var value : values) {
      var read = item.of(value);
      if (read.isPresent()) {
        items.add(read.get());
        length += read.get() instanceof JsonString text ? text.value().length() : 0;
      }
    }
    if (length > MAX_LIST) {
      throw new RunFileException("has more than %d characters in %s".formatted(MAX_LIST, field));
    }
    return items.isEmpty() ? Optional.empty() : Optional.of(new JsonArray(items));
  }

  private static Optional<String> text(String field, JsonValue value) throws RunFileException {
    var text = written(value).map(String::strip).orElse("");
    if (text.length() > MAX_TEXT) {
      throw new RunFileException("has more than %d characters in %s".formatted(MAX_TEXT, field));
    }
    if (!JsonFields.isStorable(text)) {
      throw new RunFileException("has characters in %s that no text can have".formatted(field));
    }
    return Optional.of(text).filter(some -> !some.isEmpty());
  }

  private static Optional<JsonValue> number(String field, JsonValue value) throws RunFileException {
    var text = text(field, value);
    if (text.isPresent() && !NUMBER.matcher(text.get()).matches()) {
      throw new RunFileException("has no whole number in %s".formatted(field));
    }
    return text.map(digits -> new JsonInteger(new BigInteger(digits)));
  }

  private static Optional<String> written(JsonValue value) {
    if (value instanceof JsonString text) {
      return Optional.of(text.value());
    }
    if (value instanceof JsonInteger number) {
      return Optional.of(number.value().toString());
    }
    if (value instanceof JsonFloat number) {
      return Optional.of(Double.toString(number.value()));
    }
    return value instanceof JsonBoolean flag
        ? Optional.of(Boolean.toString(flag.value()))
        : Optional.empty();
  }
}
