package io.bindery.packager.metadata;

import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.json.JsonWriteException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a file with metadata is written; its name tells. */
public enum MetadataFile {
  JSON("json") {
    @Override
    JsonValue value(byte[] bytes) {
      try {
        return Json.parse(bytes, new JsonLimits(MAX_DEPTH, MAX_BYTES));
      } catch (JsonSyntaxException e) {
        throw new MetadataFileException(
            "line %d, column %d: %s".formatted(e.line(), e.column(), e.reason()), e);
      }
    }
  },
  YAML("ya?ml") {
    @Override
    JsonValue value(byte[] bytes) {
      return YamlMetadata.read(text(bytes));
    }
  },
  CSV("csv") {
    @Override
    JsonValue value(byte[] bytes) {
      return CsvMetadata.read(text(bytes));
    }
  };

  /**
   * The largest file that is read. It may be far larger than the record that a manifest holds of
   * it: blanks do not count there.
   */
  public static final int MAX_BYTES = 8 << 20;

  /** The same of YAML and CSV, whose parsers take far more memory than the text. */
  static final int MAX_TEXT = 2 << 20;

  /** Objects and lists inside each other. */
  static final int MAX_DEPTH = 50;

  private final Pattern name;

  MetadataFile(String ending) {
    this.name = Pattern.compile(".+\\." + ending, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  /** What the name of a file ends in, in any case; nothing if it is none of these. */
  public static Optional<MetadataFile> of(String name) {
    return Arrays.stream(values()).filter(type -> type.name.matcher(name).matches()).findFirst();
  }

  /**
   * Reads a file.
   *
   * @throws MetadataFileException with the line, if it is broken or holds no object
   */
  public JsonObject read(byte[] bytes) {
    int most = this == JSON ? MAX_BYTES : MAX_TEXT;
    if (bytes.length > most) {
      throw new MetadataFileException(
          "it has %d bytes: at most %d are allowed".formatted(bytes.length, most));
    }
    if (value(bytes) instanceof JsonObject object) {
      return written(object);
    }
    throw new MetadataFileException("line 1: it must hold names with values, as {\"a\": 1} does");
  }

  /** What no manifest can hold is refused while it is known which file it is in. */
  private static JsonObject written(JsonObject object) {
    try {
      JsonForm.FILE.toBytes(object);
      return object;
    } catch (JsonWriteException e) {
      throw new MetadataFileException(e.getMessage(), e);
    }
  }

  abstract JsonValue value(byte[] bytes);

  /** A byte order mark is none of the text. */
  private static String text(byte[] bytes) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new MetadataFileException("it is not UTF-8 text", e);
    }
  }
}
