package io.bindery.packager.preset;

import io.bindery.quilt.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a file of a run is written. */
sealed interface RunFormat permits XmlFormat, JsonFormat, YamlFormat, KeyValueFormat {
  /**
   * The values of some fields, in the order of the file; none of a field that is not there. What is
   * neither a text nor a number nor true or false stands for itself, to be counted.
   *
   * @param file bounded by who reads it
   * @throws RunFileException if it is not written in this format
   */
  Map<String, List<JsonValue>> values(byte[] file, Set<String> fields) throws RunFileException;

  /** The format of this name. */
  static RunFormat of(Word word) {
    return switch (word) {
      case XML -> new XmlFormat();
      case JSON -> new JsonFormat();
      case YAML -> new YamlFormat();
      case KEY_VALUE -> new KeyValueFormat();
    };
  }

  /** The names in presets. */
  enum Word {
    XML,
    JSON,
    YAML,
    KEY_VALUE
  }
}
