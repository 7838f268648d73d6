package io.bindery.quilt.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.quilt.vectors.Vectors;
import io.bindery.quilt.vectors.Vectors.Vector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChecksumVectorsTest {

  private static final String FILE = "checksums.json";

  private static final Map<String, LongUnaryOperator> GENERATORS =
      Map.of(
          "f1", i -> (i * 31 + 7) % 251,
          "f2", i -> (i * 7919 + 12345) % 65521 % 256,
          "zeros", i -> 0,
          "ff", i -> 0xff);

  static List<Vector> data() {
    return Vectors.cases(FILE, "data_vectors", ChecksumVectorsTest::sizeAndGenerator);
  }

  static List<Vector> partSizes() {
    return Vectors.cases(FILE, "part_sizes", ChecksumVectorsTest::sizeAndGenerator);
  }

  static List<Vector> virtual() {
    return Vectors.cases(FILE, "virtual_vectors", json -> json.path("description").asText());
  }

  static List<Vector> singlePart() {
    return Vectors.cases(
        FILE, "s3_full_object_sha256_to_chunked", json -> json.path("s3_checksum_sha256").asText());
  }

  static List<Vector> combine() {
    return Vectors.cases(FILE, "crc64nvme_combine", json -> json.path("combined").asText());
  }

  static List<Vector> check() {
    JsonNode node = Vectors.file(FILE).path("crc64nvme_check_value");
    return node.isMissingNode()
        ? List.of()
        : List.of(new Vector("crc64nvme_check_value: " + node.path("ascii").asText(), node));
  }

  private static String sizeAndGenerator(JsonNode json) {
    return (json.path("size").asText() + " bytes " + json.path("generator").asText()).strip();
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("data")
  void contentIsHashed(Vector vector) {
    byte[] content = new byte[vector.get("size").asInt()];
    LongUnaryOperator generator = GENERATORS.get(vector.get("generator").asText());
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) generator.applyAsLong(i);
    }
    assertPlan(vector, ChunkPlan.of(content.length));
    assertThat(ChunkPlan.of(content.length).isMultipart())
        .isEqualTo(vector.get("is_multipart").asBoolean());
    assertThat(hash(ChecksumType.SHA256_CHUNKED, content))
        .isEqualTo(vector.text("sha2_256_chunked").orElseThrow());
    assertThat(hash(ChecksumType.CRC64NVME, content))
        .isEqualTo(vector.text("crc64nvme").orElseThrow());
    assertThat(hash(ChecksumType.SHA256, content))
        .isEqualTo(vector.text("sha256_hex_legacy").orElseThrow());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("partSizes")
  void contentIsCut(Vector vector) {
    ChunkPlan plan = ChunkPlan.of(vector.get("size").asLong());
    assertPlan(vector, plan);
    assertThat(plan.parts() == 0 ? 0 : plan.length(plan.parts() - 1))
        .isEqualTo(vector.get("last_part_size").asLong());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("virtual")
  void hugeContentIsHashedFromItsParts(Vector vector) {
    ChunkPlan plan = ChunkPlan.of(vector.get("size").asLong());
    assertPlan(vector, plan);
    byte fill = (byte) vector.get("byte").asInt();
    byte[] full = decode(vector, "full_part_sha256_base64");
    List<byte[]> digests = new ArrayList<>(Collections.nCopies(plan.parts(), full));
    if (vector.text("last_part_sha256_base64").isPresent()) {
      digests.set(plan.parts() - 1, decode(vector, "last_part_sha256_base64"));
    }
    assertThat(ChunkedSha256.combine(digests).value())
        .isEqualTo(vector.text("sha2_256_chunked").orElseThrow());

    long fullCrc = crcOf(fill, plan.partSize());
    long crc = 0;
    for (int part = 0; part < plan.parts(); part++) {
      long length = plan.length(part);
      crc =
          Crc64Nvme.combine(crc, length == plan.partSize() ? fullCrc : crcOf(fill, length), length);
    }
    assertThat(base64(crc)).isEqualTo(vector.text("crc64nvme").orElseThrow());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("singlePart")
  void storedSha256OfSinglePartIsHashedAgain(Vector vector) {
    assertThat(StoredChecksums.ofSinglePart(vector.text("s3_checksum_sha256").orElseThrow()))
        .get()
        .returns(vector.text("sha2_256_chunked").orElseThrow(), ObjectHash::value);
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("combine")
  void crcsCombine(Vector vector) {
    long crc = 0;
    for (JsonNode part : vector.get("parts")) {
      long next =
          ByteBuffer.wrap(Base64.getDecoder().decode(part.path("crc64nvme").asText())).getLong();
      crc = Crc64Nvme.combine(crc, next, part.path("size").asLong());
    }
    assertThat(base64(crc)).isEqualTo(vector.text("combined").orElseThrow());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("check")
  void crcHasTheCheckValue(Vector vector) {
    Crc64Nvme crc = new Crc64Nvme();
    crc.update(vector.text("ascii").orElseThrow().getBytes(StandardCharsets.US_ASCII));
    assertThat(HexFormat.of().toHexDigits(crc.getValue()))
        .isEqualTo(vector.text("crc_hex").orElseThrow());
    assertThat(base64(crc.getValue())).isEqualTo(vector.text("base64").orElseThrow());
  }

  private static void assertPlan(Vector vector, ChunkPlan plan) {
    assertThat(plan.partSize()).isEqualTo(vector.get("part_size").asLong());
    assertThat(plan.parts()).isEqualTo(vector.get("num_parts").asInt());
  }

  private static String hash(ChecksumType type, byte[] content) {
    ContentHasher hasher = ContentHasher.create(type, content.length);
    hasher.update(content, 0, content.length);
    return hasher.finish().value();
  }

  private static long crcOf(byte fill, long length) {
    Crc64Nvme crc = new Crc64Nvme();
    byte[] block = new byte[1 << 16];
    Arrays.fill(block, fill);
    for (long left = length; left > 0; left -= block.length) {
      crc.update(block, 0, (int) Math.min(left, block.length));
    }
    return crc.getValue();
  }

  private static byte[] decode(Vector vector, String field) {
    return Base64.getDecoder().decode(vector.text(field).orElseThrow());
  }

  private static String base64(long crc) {
    return Base64.getEncoder().encodeToString(Crc64Nvme.toBytes(crc));
  }
}
