package io.bindery.packager.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bindery.protocol.description.DescriptionException;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.vectors.Vectors;
import io.bindery.quilt.vectors.Vectors.Vector;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How {@code source_prefix} and {@code metadata_uri} are understood. */
class PackagerUriVectorsTest {
  /** The original takes a file at the root for a folder of that name; here it means the root. */
  private static final Set<String> OTHERWISE = Set.of("s3://b/file.json", "s3://b/a#b/c/");

  static List<Vector> sources() {
    return Vectors.cases(
        "packager_uris.json", "source_prefix", it -> it.get("source_prefix").asText());
  }

  static List<Vector> metadata() {
    return Vectors.cases(
        "packager_uris.json",
        "metadata_uri",
        it -> it.get("source_prefix").asText() + " + " + it.get("metadata_uri").asText());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sources")
  void source(Vector vector) {
    var source = vector.text("source_prefix").orElseThrow();
    var json = JsonNodeFactory.instance.objectNode().put("source_prefix", source);
    if (OTHERWISE.contains(source)) {
      assertThat(PackageDescription.parse(json.toString()).folder().prefix()).isEmpty();
      return;
    }
    check(
        vector,
        json.put("registry", "registry").toString(),
        description -> {
          assertThat(description.folder().bucket()).isEqualTo(vector.text("bucket").orElseThrow());
          assertThat(description.folder().prefix()).isEqualTo(vector.text("prefix").orElseThrow());
          assertThat(description.name().value())
              .isEqualTo(vector.text("inferred_package_name").orElseThrow());
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("metadata")
  void metadataUri(Vector vector) {
    var json =
        JsonNodeFactory.instance
            .objectNode()
            .put("source_prefix", vector.text("source_prefix").orElseThrow())
            .put("metadata_uri", vector.text("metadata_uri").orElseThrow());
    check(
        vector,
        json.toString(),
        description -> {
          var uri = description.metadataUri().orElseThrow();
          assertThat(uri.bucket()).isEqualTo(vector.text("bucket").orElseThrow());
          assertThat(uri.key()).isEqualTo(vector.text("key").orElseThrow());
          assertThat(uri.versionId()).isEqualTo(vector.text("version_id"));
        });
  }

  private interface Check {
    void accept(PackageDescription description);
  }

  private static void check(Vector vector, String json, Check check) {
    if (vector.text("error").isPresent()) {
      assertThatThrownBy(() -> PackageDescription.parse(json))
          .isInstanceOf(DescriptionException.class);
    } else {
      check.accept(PackageDescription.parse(json));
    }
  }
}
