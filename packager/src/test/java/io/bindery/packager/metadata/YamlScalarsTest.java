package io.bindery.packager.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonString;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/**
 * Plain scalars as PyYAML 6.0.3 reads them. Each line of the golden file is a scalar and what it
 * made of it: a text, JSON, or an error (for us also what JSON cannot hold); with dates and numbers
 * to the base of 60 as the texts that they are written as.
 */
class YamlScalarsTest {
  @Test
  void areWhatPyYamlTakesThemFor() throws IOException {
    var wrong = new ArrayList<String>();
    int lines = 0;
    try (var in = getClass().getResourceAsStream("/yaml/scalars.jsonl")) {
      for (var line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
        var golden = ((JsonArray) Json.parse(line)).items();
        var scalar = text(golden, 0);
        var expected = golden.size() == 2 ? "refused" : text(golden, 1) + " " + text(golden, 2);
        var read = read(scalar);
        lines++;
        if (!read.equals(expected)) {
          wrong.add("%s is %s, not %s".formatted(scalar, read, expected));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(lines).isGreaterThan(2000);
  }

  private static String text(java.util.List<io.bindery.quilt.json.JsonValue> items, int index) {
    return ((JsonString) items.get(index)).value();
  }

  private static String read(String scalar) {
    try {
      var value =
          MetadataFile.YAML.read(("v: " + scalar + "\n").getBytes(UTF_8)).get("v").orElseThrow();
      return value instanceof JsonString text
          ? "text " + text.value()
          : "json " + JsonForm.FILE.toText(value);
    } catch (MetadataFileException e) {
      return "refused";
    }
  }
}
