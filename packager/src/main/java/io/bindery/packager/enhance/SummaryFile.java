package io.bindery.packager.enhance;

import io.bindery.packager.enhance.Showcase.Kind;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonBoolean;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.name.LogicalKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Quilt's catalog shows of a package first: {@code quilt_summarize.json}, a list of files and
 * of rows of files.
 */
final class SummaryFile {
  private static final int PICTURES_IN_A_ROW = 3;

  private SummaryFile() {}

  /** Nothing if there is nothing to show. */
  static Optional<AddedFile> of(Showcase showcase) {
    var shown = new ArrayList<JsonValue>();
    for (var kind : Kind.values()) {
      var keys = showcase.of(kind);
      if (kind == Kind.PICTURE) {
        for (int from = 0; from < keys.size(); from += PICTURES_IN_A_ROW) {
          shown.add(row(keys.subList(from, Math.min(keys.size(), from + PICTURES_IN_A_ROW))));
        }
      } else {
        keys.forEach(key -> shown.add(file(kind, key)));
      }
    }
    return shown.isEmpty()
        ? Optional.empty()
        : Optional.of(new AddedFile(AddedNames.SUMMARY, "application/json", text(shown)));
  }

  private static JsonValue row(List<LogicalKey> keys) {
    return keys.size() == 1
        ? file(Kind.PICTURE, keys.get(0))
        : new JsonArray(keys.stream().map(key -> file(Kind.PICTURE, key)).toList());
  }

  private static JsonValue file(Kind kind, LogicalKey key) {
    var path = new JsonString(key.value());
    var file = JsonObject.EMPTY.with("path", path).with("title", path);
    if (kind != Kind.PICTURE && kind != Kind.TABLE) {
      file = file.with("expand", JsonBoolean.TRUE);
    }
    return kind.renderer().isEmpty()
        ? file
        : file.with("types", new JsonArray(List.of(new JsonString(kind.renderer().get()))));
  }

  /** One element a line, for people. */
  private static String text(List<JsonValue> shown) {
    var lines = shown.stream().map(value -> "  " + JsonForm.FILE.toText(value)).toList();
    return "[\n" + String.join(",\n", lines) + "\n]\n";
  }
}
