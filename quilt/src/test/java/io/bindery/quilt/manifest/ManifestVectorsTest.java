package io.bindery.quilt.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.vectors.Vectors;
import io.bindery.quilt.vectors.Vectors.Vector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestVectorsTest {

  /** Little, so that the disk is used. */
  private static final int RUN_BYTES = 2_000;

  @TempDir private Path directory;

  static List<Vector> manifests() {
    return Vectors.cases("manifests.json", "vectors", json -> json.path("id").asText());
  }

  static List<Vector> largeManifests() {
    return Vectors.cases("manifests_large.json", "vectors", json -> json.path("id").asText());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource({"manifests", "largeManifests"})
  void isWrittenByteForByte(Vector vector) throws Exception {
    JsonNode input = vector.get("input");
    JsonNode expected = vector.get("expected");
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    RecordingDigest hashed = new RecordingDigest();

    ManifestWriter writer =
        new ManifestWriter(
            file, header(input), ManifestWriter.DEFAULT_MAX_RECORD_BYTES, new TopHasher(hashed));
    for (DirectoryMeta directory : directories(input)) {
      writer.directory(directory);
    }
    try (ManifestSorter sorter = new ManifestSorter(Spool.open(directory), RUN_BYTES)) {
      for (ManifestEntry entry : entries(input)) {
        sorter.add(entry);
      }
      for (Optional<ManifestEntry> next = sorter.next(); next.isPresent(); next = sorter.next()) {
        writer.entry(next.get());
      }
    }
    ManifestSummary summary = writer.finish();

    assertThat(file.toString(StandardCharsets.UTF_8)).isEqualTo(expected.path("manifest").asText());
    assertThat(file.size()).isEqualTo(expected.path("manifest_length").asInt());
    assertThat(sha256(file.toByteArray())).isEqualTo(expected.path("manifest_sha256").asText());
    assertThat(summary.manifestBytes()).isEqualTo(file.size());
    assertThat(summary.entries()).isEqualTo(input.path("entries").size());
    if (expected.has("canonical")) {
      assertThat(hashed.text()).isEqualTo(expected.path("canonical").asText());
    }
    assertThat(summary.topHash()).hasToString(expected.path("top_hash").asText());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource({"manifests", "largeManifests"})
  void isReadAndWrittenAgainAsItWas(Vector vector) throws Exception {
    byte[] file = vector.get("expected").path("manifest").asText().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    try (ManifestReader reader = ManifestReader.open(new ByteArrayInputStream(file))) {
      ManifestWriter writer = new ManifestWriter(again, reader.header());
      for (Optional<ManifestLine> line = reader.next(); line.isPresent(); line = reader.next()) {
        if (line.get() instanceof DirectoryMeta directory) {
          writer.directory(directory);
        } else if (line.get() instanceof ManifestEntry entry) {
          writer.entry(entry);
        }
      }
      assertThat(again.toByteArray()).isEqualTo(file);
      assertThat(writer.finish()).isEqualTo(reader.summary());
      assertThat(reader.summary().topHash())
          .hasToString(vector.get("expected").path("top_hash").asText());
    }
  }

  private static ManifestHeader header(JsonNode input) {
    ManifestHeader.Builder header = ManifestHeader.builder();
    Optional.ofNullable(input.path("user_meta_json").textValue())
        .map(Json::parse)
        .ifPresent(header::userMeta);
    Optional.ofNullable(input.path("message").textValue()).ifPresent(header::message);
    if (input.has("workflow")) {
      header.workflow((JsonObject) Json.parse(input.get("workflow").toString()));
    }
    return header.build();
  }

  private static List<DirectoryMeta> directories(JsonNode input) {
    List<DirectoryMeta> directories = new ArrayList<>();
    for (JsonNode node : input.path("dir_meta")) {
      directories.add(
          new DirectoryMeta(
              new LogicalKey(node.path("dir").asText()),
              Json.parse(node.path("meta_json").asText())));
    }
    directories.sort(Comparator.comparing(DirectoryMeta::path));
    return directories;
  }

  private static List<ManifestEntry> entries(JsonNode input) {
    List<ManifestEntry> entries = new ArrayList<>();
    for (JsonNode node : input.path("entries")) {
      String meta = node.path("meta_json").asText("{}");
      entries.add(
          new ManifestEntry(
              new LogicalKey(node.path("logical_key").asText()),
              new S3Uri(
                  node.path("bucket").asText(),
                  node.path("key").asText(),
                  Optional.ofNullable(node.path("version_id").textValue())),
              node.path("size").asLong(),
              new ObjectHash(
                  ChecksumType.ofWireName(node.path("hash").path("type").asText()).orElseThrow(),
                  node.path("hash").path("value").asText()),
              (JsonObject) Json.parse(meta)));
    }
    return entries;
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** SHA-256 that also keeps what it was given. */
  private static final class RecordingDigest extends MessageDigest {

    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    RecordingDigest() {
      super("SHA-256");
    }

    String text() {
      return seen.toString(StandardCharsets.US_ASCII);
    }

    @Override
    protected void engineUpdate(byte input) {
      seen.write(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      seen.write(input, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
      try {
        return MessageDigest.getInstance("SHA-256").digest(seen.toByteArray());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected void engineReset() {
      seen.reset();
    }
  }
}
