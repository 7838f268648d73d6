package io.bindery.quilt.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.quilt.vectors.Vectors.Vector;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PhysicalKeyVectorsTest {

  private static final String FILE = "physical_keys.json";

  static List<Vector> parse() {
    return Vectors.cases(FILE, "parse", json -> json.path("uri").toString());
  }

  static List<Vector> format() {
    return Vectors.cases(FILE, "format", json -> json.path("uri").toString());
  }

  static List<Vector> logicalKeys() {
    return Vectors.cases(FILE, "logical_keys", json -> json.path("logical_key").toString());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("parse")
  void isRead(Vector vector) {
    String uri = vector.text("uri").orElseThrow();
    if (vector.text("error").isPresent() || vector.get("local").asBoolean()) {
      assertThatExceptionOfType(S3UriException.class).isThrownBy(() -> S3Uri.parse(uri));
      return;
    }
    S3Uri parsed = S3Uri.parse(uri);
    assertThat(parsed).isEqualTo(expected(vector));
    assertThat(parsed).hasToString(vector.text("normalised").orElseThrow());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("format")
  void isWritten(Vector vector) {
    S3Uri uri = expected(vector);
    assertThat(uri).hasToString(vector.text("uri").orElseThrow());
    assertThat(S3Uri.parse(uri.toString()).equals(uri))
        .isEqualTo(vector.get("round_trips").asBoolean());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("logicalKeys")
  void logicalKeyIsAllowedOrNot(Vector vector) {
    String key = vector.text("logical_key").orElseThrow();
    if (vector.get("valid").asBoolean()) {
      assertThat(new LogicalKey(key)).hasToString(key);
    } else {
      assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> new LogicalKey(key));
    }
  }

  private static S3Uri expected(Vector vector) {
    return new S3Uri(
        vector.text("bucket").orElseThrow(),
        vector.text("key").orElseThrow(),
        vector.text("version_id"));
  }
}
