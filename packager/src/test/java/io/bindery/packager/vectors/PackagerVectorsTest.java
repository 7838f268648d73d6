package io.bindery.packager.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.assembly.Assembler;
import io.bindery.packager.assembly.AssemblySettings;
import io.bindery.packager.checksum.ChecksumType;
import io.bindery.packager.content.HashingMode;
import io.bindery.packager.content.HashingSettings;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.manifest.Spool;
import io.bindery.packager.vectors.Vectors.Vector;
import io.bindery.packager.world.MapCache;
import io.bindery.packager.world.MemoryS3;
import io.bindery.protocol.description.DescriptionException;
import io.bindery.protocol.description.PackageDescription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;

/** Whole packages, from the description to the bytes of the manifest. */
class PackagerVectorsTest {
  private static final ActorTestKit kit =
      ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));

  /**
   * Where this packager differs from the original on purpose, and the beginning of what it says.
   */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("unknown-fields", "The field 'should_copy' is unknown"),
          Map.entry("workflow-ok", "Registry s3://data-bucket has workflows"),
          Map.entry("workflow-default", "Registry s3://data-bucket has workflows"),
          Map.entry("workflow-default-skipped", "Registry s3://data-bucket has workflows"),
          Map.entry(
              "workflow-config-in-registry-bucket", "Registry s3://package-bucket has workflows"));

  /** The original takes a file at the root for a folder, and packages what Quilt keeps. */
  private static final List<String> OTHER_CONTENT = List.of("root-file", "bucket-root");

  @TempDir Path directory;

  static List<Vector> vectors() {
    return Vectors.cases("packager.json", "vectors", it -> it.get("id").asText());
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void packager(Vector vector) throws IOException {
    var input = vector.get("input");
    var id = vector.text("id").orElseThrow();
    var message = input.get("message").asText();
    var expected = vector.get("expected");
    if (REFUSED.containsKey(id)) {
      assertThatThrownBy(() -> assemble(input, message)).hasMessageStartingWith(REFUSED.get(id));
    } else if (OTHER_CONTENT.contains(id)) {
      assertThat(assemble(input, message).manifest()).doesNotContain(".quilt/");
    } else if (expected.get("outcome").asText().equals("ok")) {
      var made = assemble(input, message);
      assertThat(made.manifest()).isEqualTo(expected.get("manifest").asText());
      assertThat(made.topHash()).isEqualTo(expected.get("top_hash").asText());
      assertThat(made.description().registry()).isEqualTo(expected.get("registry_bucket").asText());
      assertThat(made.description().name().value())
          .isEqualTo(expected.get("package_name").asText());
    } else {
      assertThatThrownBy(() -> assemble(input, message))
          .isInstanceOfAny(DescriptionException.class, PackagingException.class);
    }
  }

  private record Made(PackageDescription description, String topHash, String manifest) {}

  private Made assemble(JsonNode input, String message) throws IOException {
    var description = PackageDescription.parse(message);
    var assembler =
        new Assembler(
            kit.system(),
            s3(input.path("objects")),
            new MapCache(),
            Spool.open(directory),
            new AssemblySettings(true, 1, 4, 2, 32 << 20, hashing(input)));
    try {
      var manifest = assembler.start(description).result().toCompletableFuture().join();
      return new Made(
          description,
          manifest.summary().topHash().value(),
          Files.readString(manifest.path(), StandardCharsets.UTF_8));
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  private static HashingSettings hashing(JsonNode input) {
    var types = new ArrayList<ChecksumType>();
    for (JsonNode name : input.path("checksum_algorithms")) {
      types.add(
          name.asText().equals("CRC64NVME") ? ChecksumType.CRC64NVME : ChecksumType.SHA256_CHUNKED);
    }
    return types.isEmpty()
        ? HashingSettings.DEFAULT
        : new HashingSettings(types, HashingMode.STREAM, Optional.empty(), 0);
  }

  private static MemoryS3 s3(JsonNode objects) {
    var s3 = new MemoryS3();
    for (JsonNode object : objects) {
      if (object.path("delete_marker").asBoolean()) {
        continue;
      }
      s3.put(
          object.get("bucket").asText(),
          new MemoryS3.Stored(
              object.get("key").asText(),
              object.path("version_id").asText("null"),
              SdkBytes.fromByteArray(content(object)),
              object.get("is_latest").asBoolean(),
              head(object, "ChecksumSHA256"),
              head(object, "ChecksumCRC64NVME"),
              parts(object.path("object_attributes"))));
    }
    return s3;
  }

  private static Optional<String> head(JsonNode object, String checksum) {
    return Optional.ofNullable(object.path("head_checksums").path(checksum).textValue());
  }

  private static Optional<MemoryS3.Parts> parts(JsonNode attributes) {
    var sizes = new ArrayList<Long>();
    for (JsonNode part : attributes.path("ObjectParts").path("Parts")) {
      sizes.add(part.get("Size").asLong());
    }
    return sizes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new MemoryS3.Parts(attributes.path("Checksum").path("ChecksumSHA256").asText(), sizes));
  }

  private static byte[] content(JsonNode object) {
    if (object.has("body")) {
      return object.get("body").asText().getBytes(StandardCharsets.UTF_8);
    }
    var generator = object.path("body_generator");
    assertThat(generator.path("generator").asText()).isEqualTo("f1");
    var bytes = new byte[generator.path("size").asInt()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((i * 31L + 7) % 251);
    }
    return bytes;
  }
}
