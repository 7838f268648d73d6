package io.bindery.quilt.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.vectors.Vectors.Vector;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackageNameVectorsTest {

  private static final String FILE = "package_names.json";

  static List<Vector> validate() {
    return Vectors.cases(FILE, "validate", json -> brief(json.path("name")));
  }

  static List<Vector> infer() {
    return Vectors.cases(FILE, "infer_from_prefix", json -> brief(json.path("prefix")));
  }

  private static String brief(JsonNode text) {
    String quoted = text.toString();
    return quoted.length() <= 60 ? quoted : quoted.substring(0, 60) + "...";
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("validate")
  void isAllowedOrNot(Vector vector) {
    String name = vector.text("name").orElseThrow();
    if (vector.get("valid").asBoolean()) {
      assertThat(new PackageName(name)).hasToString(name);
    } else {
      assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> new PackageName(name));
    }
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("infer")
  void isInferred(Vector vector) {
    assertThat(PackageName.infer(vector.text("prefix").orElseThrow()))
        .hasToString(vector.text("package_name").orElseThrow());
  }
}
