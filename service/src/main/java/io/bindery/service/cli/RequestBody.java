package io.bindery.service.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a request that a command makes of its options. */
final class RequestBody {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  /** A field, unless its option was left out. */
  RequestBody with(String field, Object value) {
    if (value != null) {
      fields.put(field, value);
    }
    return this;
  }

  /** The field {@code metadata} with what a file holds, unless the option was left out. */
  RequestBody withMetadata(Path file) {
    if (file != null) {
      fields.put("metadata", MetadataArgument.read(file));
    }
    return this;
  }

  Map<String, Object> fields() {
    return fields;
  }
}
