package io.bindery.quilt.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.json.JsonWriteException;
import io.bindery.quilt.vectors.Vectors.Vector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonVectorsTest {

  static List<Vector> vectors() {
    return Vectors.cases("json_serialization.json", "vectors", json -> json.path("id").asText());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("vectors")
  void isWrittenAsPythonDoes(Vector vector) {
    String text = vector.text("json_in").orElseThrow();
    if (vector.text("parse_error").isPresent()) {
      assertThatExceptionOfType(JsonSyntaxException.class).isThrownBy(() -> Json.parse(text));
      return;
    }
    JsonValue value = Json.parse(text);
    vector
        .text("canonical_out")
        .ifPresent(expected -> assertThat(JsonForm.CANONICAL.toText(value)).isEqualTo(expected));
    vector
        .text("file_out")
        .ifPresent(
            expected ->
                assertThat(JsonForm.FILE.toBytes(value))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(expected));
    vector
        .text("file_error")
        .ifPresent(
            error ->
                assertThatExceptionOfType(JsonWriteException.class)
                    .isThrownBy(() -> JsonForm.FILE.toBytes(value))
                    .returns(
                        error.equals("UnicodeEncodeError")
                            ? JsonWriteException.Reason.LONE_SURROGATE
                            : JsonWriteException.Reason.NOT_FINITE,
                        JsonWriteException::reason));
  }
}
