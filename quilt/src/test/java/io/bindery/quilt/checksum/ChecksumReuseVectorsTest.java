package io.bindery.quilt.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.quilt.vectors.Vectors;
import io.bindery.quilt.vectors.Vectors.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChecksumReuseVectorsTest {

  static List<Vector> vectors() {
    return Vectors.cases(
        "checksum_reuse.json",
        "vectors",
        json ->
            json.path("size").asText()
                + " bytes, "
                + json.path("algorithms")
                + ", via "
                + json.path("via").asText());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("vectors")
  void storedChecksumIsTakenOrNot(Vector vector) {
    long size = vector.get("size").asLong();
    List<ChecksumType> wanted = new ArrayList<>();
    for (JsonNode name : vector.get("algorithms")) {
      wanted.add(
          name.asText().equals("CRC64NVME") ? ChecksumType.CRC64NVME : ChecksumType.SHA256_CHUNKED);
    }
    JsonNode head = vector.get("head_checksums");
    Optional<ObjectHash> found =
        StoredChecksums.fromHead(
            wanted, size, text(head, "ChecksumSHA256"), text(head, "ChecksumCRC64NVME"));
    if (found.isEmpty() && wanted.contains(ChecksumType.SHA256_CHUNKED)) {
      JsonNode attributes = vector.get("object_attributes");
      List<Long> sizes = new ArrayList<>();
      for (JsonNode part : attributes.path("ObjectParts").path("Parts")) {
        sizes.add(part.path("Size").asLong());
      }
      found =
          StoredChecksums.fromParts(
              size,
              text(attributes.path("Checksum"), "ChecksumSHA256"),
              attributes.path("ObjectParts").path("TotalPartsCount").asInt(),
              sizes);
    }
    JsonNode reused = vector.get("reused");
    assertThat(found)
        .isEqualTo(
            reused.isNull()
                ? Optional.empty()
                : Optional.of(
                    new ObjectHash(
                        ChecksumType.ofWireName(reused.path("type").asText()).orElseThrow(),
                        reused.path("value").asText())));
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.path(field).textValue());
  }
}
