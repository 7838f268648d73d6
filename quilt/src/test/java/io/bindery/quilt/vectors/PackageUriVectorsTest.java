package io.bindery.quilt.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.quilt.uri.PackageUri;
import io.bindery.quilt.uri.PackageUriException;
import io.bindery.quilt.vectors.Vectors.Vector;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackageUriVectorsTest {

  static List<Vector> vectors() {
    return Vectors.cases("quilt_uris.json", "vectors", it -> it.get("id").asText());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void uri(Vector vector) {
    var text = vector.text("uri").orElseThrow();
    var expected = vector.get("expected");
    assertThat(PackageUri.isMeant(text)).isEqualTo(vector.get("is_package_uri").asBoolean());
    if (expected.get("outcome").asText().equals("ok")) {
      var value = value(expected.get("value"));
      assertThat(PackageUri.parse(text)).isEqualTo(value);
      assertThat(PackageUri.parse(value.toString())).as("written and read").isEqualTo(value);
      return;
    }
    assertThatThrownBy(() -> PackageUri.parse(text))
        .isInstanceOfSatisfying(
            PackageUriException.class,
            failure -> assertThat(failure.reason()).isEqualTo(expected.get("detail").asText()));
  }

  private static PackageUri value(JsonNode value) {
    return new PackageUri(
        value.get("bucket").asText(),
        value.get("name").asText(),
        text(value, "path"),
        text(value, "hash"),
        text(value, "tag"),
        text(value, "catalog"));
  }

  private static Optional<String> text(JsonNode value, String field) {
    return Optional.ofNullable(value.path(field).textValue());
  }
}
