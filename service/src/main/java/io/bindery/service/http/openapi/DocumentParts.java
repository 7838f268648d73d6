package io.bindery.service.http.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parts of the document, one for each feature, as they are written. */
final class DocumentParts {
  private static final String LIST = "parts.txt";
  private static final String HEAD = "document.yaml";

  private DocumentParts() {}

  /** What stands above all parts: the title, and what they share. */
  static Map<String, Object> head() {
    return YamlText.read(resource(HEAD));
  }

  /** The parts by their names, in the order in which the document has them. */
  static Map<String, Map<String, Object>> all() {
    var parts = new LinkedHashMap<String, Map<String, Object>>();
    for (var name : resource(LIST).split("\\R", -1)) {
      if (!name.isBlank()) {
        var part = YamlText.read(resource(name + ".yaml"));
        if (part != null) {
          parts.put(name, part);
        }
      }
    }
    return parts;
  }

  /** A text that lies beside the parts. */
  static String resource(String name) {
    try (var in = DocumentParts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " of the document is not there");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
