package io.bindery.packager.construct;

import io.bindery.platform.failure.RefusedException;
import io.bindery.protocol.field.FieldException;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.json.JsonWriteException;
import java.util.List;
import java.util.Optional;

/**
 * One line of a request, a JSON object. White space around texts does not count, and {@code null}
 * counts as absent.
 *
 * @param number counted from 1
 */
record RequestLine(int number, JsonObject json) {
  private static final int MAX_DEPTH = 100;

  static RequestLine parse(int number, String line) {
    JsonValue value;
    try {
      value = Json.parse(line, new JsonLimits(MAX_DEPTH, Math.max(1, line.length())));
    } catch (JsonSyntaxException e) {
      throw new RefusedException("", "Line %d is not JSON: %s.".formatted(number, e.getMessage()));
    }
    if (value instanceof JsonObject object) {
      return new RequestLine(number, object);
    }
    throw new RefusedException("", "Line %d is not a JSON object.".formatted(number));
  }

  /** Refuses fields that are not among these. */
  void only(List<String> fields) {
    for (var field : json.members().keySet()) {
      if (!fields.contains(field)) {
        throw new RefusedException(
            field,
            "Line %d: the field '%s' is unknown; the fields are %s."
                .formatted(number, FieldException.shown(field), String.join(", ", fields)));
      }
    }
  }

  /** A text that must be there and not be empty. */
  String text(String field) {
    return optionalText(field).orElseThrow(() -> wrong(field, "is missing"));
  }

  /** A text that is not empty if it is there. */
  Optional<String> optionalText(String field) {
    var text = anyText(field).map(String::strip);
    if (text.isPresent() && text.get().isEmpty()) {
      throw wrong(field, "is empty: leave it out, or give a value");
    }
    return text;
  }

  /** A text, empty or not. */
  Optional<String> anyText(String field) {
    return value(field)
        .map(
            value -> {
              if (value instanceof JsonString text) {
                return checked(field, text).value();
              }
              throw wrong(field, value, "a text");
            });
  }

  Optional<JsonObject> object(String field) {
    return value(field)
        .map(
            value -> {
              if (value instanceof JsonObject object) {
                return checked(field, object);
              }
              throw wrong(field, value, "a JSON object");
            });
  }

  Optional<JsonValue> value(String field) {
    return json.get(field).filter(value -> !(value instanceof JsonNull));
  }

  /** What a manifest cannot hold is refused now. */
  private <T extends JsonValue> T checked(String field, T value) {
    try {
      var unused = JsonForm.FILE.toBytes(value);
      return value;
    } catch (JsonWriteException e) {
      throw wrong(field, "cannot be written to a manifest: " + e.getMessage());
    }
  }

  RefusedException wrong(String field, JsonValue value, String allowed) {
    return wrong(field, shown(value), allowed);
  }

  RefusedException wrong(String field, String value, String allowed) {
    return wrong(field, "= %s: it must be %s".formatted(FieldException.shown(value), allowed));
  }

  RefusedException wrong(String field, String what) {
    return new RefusedException(field, "Line %d: %s %s.".formatted(number, field, what));
  }

  private static String shown(JsonValue value) {
    try {
      return JsonForm.CANONICAL.toText(value);
    } catch (JsonWriteException e) {
      return "(unwritable)";
    }
  }
}
