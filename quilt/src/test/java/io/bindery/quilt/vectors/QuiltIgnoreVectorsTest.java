package io.bindery.quilt.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.quilt.ignore.Exclusions;
import io.bindery.quilt.ignore.IgnoreRules;
import io.bindery.quilt.ignore.IgnoreStyle;
import io.bindery.quilt.vectors.Vectors.Vector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuiltIgnoreVectorsTest {

  static List<Vector> vectors() {
    return Vectors.cases("quiltignore.json", "vectors", json -> json.path("id").asText());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("vectors")
  void keepsWhatQuiltKeeps(Vector vector) {
    var files = texts(vector.get("files"));
    var ignore = vector.text("quiltignore");
    ignore.ifPresent(text -> files.add(IgnoreRules.FILE));
    Collections.sort(files);
    var exclusions =
        new Exclusions(
            List.of(),
            ignore.map(
                text ->
                    IgnoreRules.parse(
                        IgnoreStyle.QUILT, text.getBytes(StandardCharsets.UTF_8), "vector")));

    assertThat(files.stream().filter(file -> !exclusions.excludes(file)))
        .containsExactlyInAnyOrderElementsOf(texts(vector.get("included")));
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
