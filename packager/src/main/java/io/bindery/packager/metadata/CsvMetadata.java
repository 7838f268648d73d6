package io.bindery.packager.metadata;

import io.bindery.protocol.json.JsonObject;
import io.bindery.protocol.json.JsonString;
import io.bindery.protocol.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads metadata in CSV (RFC 4180): a row of names and a row of their values; or, below the heading
 * {@code key,value}, a pair in each row. All values are texts.
 */
final class CsvMetadata {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

  private CsvMetadata() {}

  /**
   * A row of the file.
   *
   * @param line where it ends, from 1
   */
  private record Row(List<String> cells, long line) {}

  static JsonValue read(String text) {
    var rows = rows(text);
    if (rows.isEmpty()) {
      throw new MetadataFileException("it is empty: give a row of names and a row of values");
    }
    var heading = rows.get(0).cells();
    return heading.size() == 2
            && heading.get(0).equalsIgnoreCase("key")
            && heading.get(1).equalsIgnoreCase("value")
        ? pairs(rows.subList(1, rows.size()))
        : record(rows);
  }

  private static List<Row> rows(String text) {
    try (var parser = CSVParser.parse(text, FORMAT)) {
      var rows = new ArrayList<Row>();
      for (CSVRecord csv : parser) {
        rows.add(new Row(csv.stream().map(String::strip).toList(), parser.getCurrentLineNumber()));
      }
      return rows;
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new MetadataFileException(cause.getMessage(), e);
    }
  }

  private static JsonObject pairs(List<Row> rows) {
    var members = new LinkedHashMap<String, JsonValue>();
    for (var row : rows) {
      if (row.cells().size() != 2) {
        throw new MetadataFileException(
            "line %d: it has %d cells instead of a name and its value"
                .formatted(row.line(), row.cells().size()));
      }
      put(members, row.cells().get(0), row.cells().get(1), row.line());
    }
    return new JsonObject(members);
  }

  private static JsonObject record(List<Row> rows) {
    if (rows.size() != 2) {
      throw new MetadataFileException(
          ("it has %d rows: metadata is a row of names and one row of values, or pairs below the"
                  + " heading key,value")
              .formatted(rows.size()));
    }
    var names = rows.get(0).cells();
    var row = rows.get(1);
    if (row.cells().size() != names.size()) {
      throw new MetadataFileException(
          "line %d: it has %d values for %d names"
              .formatted(row.line(), row.cells().size(), names.size()));
    }
    var members = new LinkedHashMap<String, JsonValue>();
    for (int i = 0; i < names.size(); i++) {
      put(members, names.get(i), row.cells().get(i), rows.get(0).line());
    }
    return new JsonObject(members);
  }

  private static void put(Map<String, JsonValue> members, String name, String value, long line) {
    if (name.isEmpty()) {
      throw new MetadataFileException("line %d: a name is empty".formatted(line));
    }
    if (members.put(name, new JsonString(value)) != null) {
      throw new MetadataFileException(
          "line %d: the name '%s' is there twice".formatted(line, name));
    }
  }
}
