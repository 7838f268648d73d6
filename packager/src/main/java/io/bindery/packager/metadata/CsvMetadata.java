package io.bindery.packager.metadata;

import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
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
 * {@code key,value}, a pair in each row. All values are texts. Spreadsheets of many countries write
 * semicolons, others tabs, laboratory systems bars: a first row that is one cell by commas is read
 * by what it does hold. Columns at the end that have neither name nor value are none.
 */
final class CsvMetadata {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

  /** Separators besides the comma. */
  private static final char[] OTHERS = {';', '\t', '|'};

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
    var rows = rows(text, ',');
    if (rows.isEmpty() || rows.get(0).cells().size() > 1) {
      return rows;
    }
    for (char other : OTHERS) {
      var byOther = rows(text, other);
      if (!byOther.isEmpty() && byOther.get(0).cells().size() > 1) {
        return byOther;
      }
    }
    return rows;
  }

  private static List<Row> rows(String text, char separator) {
    var format = FORMAT.builder().setDelimiter(separator).get();
    try (var parser = CSVParser.parse(text, format)) {
      var rows = new ArrayList<Row>();
      for (CSVRecord csv : parser) {
        rows.add(new Row(csv.stream().map(String::strip).toList(), parser.getCurrentLineNumber()));
      }
      return withoutEmptyColumns(rows);
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new MetadataFileException(cause.getMessage(), e);
    }
  }

  private static List<Row> withoutEmptyColumns(List<Row> rows) {
    int columns = rows.stream().mapToInt(row -> lastFull(row.cells()) + 1).max().orElse(0);
    return rows.stream()
        .filter(row -> lastFull(row.cells()) >= 0)
        .map(
            row ->
                new Row(row.cells().subList(0, Math.min(row.cells().size(), columns)), row.line()))
        .toList();
  }

  private static int lastFull(List<String> cells) {
    int last = cells.size() - 1;
    while (last >= 0 && cells.get(last).isEmpty()) {
      last--;
    }
    return last;
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
