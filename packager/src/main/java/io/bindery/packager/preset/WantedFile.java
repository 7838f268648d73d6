package io.bindery.packager.preset;

import io.bindery.packager.metadata.MetadataFile;
import io.bindery.platform.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A file of a run, and what is read from it.
 *
 * @param names paths from the folder on, with wildcards in their last part; the first that is there
 *     is read
 * @param expected whether it is told if there is none
 * @param values in the order of their names
 */
record WantedFile(
    List<String> names, RunFormat.Word format, boolean expected, List<WantedValue> values) {
  /** A file of a run has some kilobytes; a crate may have more. */
  private static final int MAX_BYTES = 2 << 20;

  static WantedFile from(Settings settings) {
    settings.only(List.of("file", "format", "expected", "values.*"));
    var values = settings.section("values");
    return new WantedFile(
        settings.texts("file"),
        settings.choice("format", RunFormat.Word.class),
        settings.has("expected") && settings.flag("expected"),
        settings.tree("values").keySet().stream()
            .sorted()
            .map(name -> WantedValue.from(name, values))
            .toList());
  }

  int maxBytes() {
    return format == RunFormat.Word.JSON ? MetadataFile.MAX_BYTES : MAX_BYTES;
  }

  /** What is missing without this file, for a sentence. */
  String valueNames() {
    return values.stream().map(WantedValue::name).collect(Collectors.joining(", "));
  }

  /** The values that the file has, and why it has not others that it should have. */
  RunMetadata read(String file, byte[] bytes) {
    var fields = new LinkedHashSet<String>();
    values.forEach(value -> fields.addAll(value.fields()));
    var found = new ArrayList<MetadataValue>();
    var notices = new ArrayList<String>();
    try {
      var all = RunFormat.of(format).values(bytes, fields);
      for (var value : values) {
        try {
          value.in(file, all).ifPresent(found::add);
        } catch (RunFileException e) {
          notices.add(Notices.without(file, e, value.name()));
        }
      }
    } catch (RunFileException e) {
      notices.add(Notices.without(file, e, valueNames()));
    }
    if (found.isEmpty() && notices.isEmpty()) {
      notices.add(Notices.nothing(file, valueNames()));
    }
    return new RunMetadata(found, notices);
  }
}
