package io.bindery.packager.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.assembly.AssemblySettings;
import io.bindery.packager.assembly.BadKeys;
import io.bindery.packager.assembly.CrateSettings;
import io.bindery.packager.construct.ConstructLimits;
import io.bindery.packager.content.HashingMode;
import io.bindery.packager.content.HashingSettings;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.workflow.WorkflowSettings;
import io.bindery.packager.world.Assembling;
import io.bindery.packager.world.MapCache;
import io.bindery.packager.world.MemoryS3;
import io.bindery.protocol.description.DescriptionException;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.vectors.Vectors;
import io.bindery.quilt.vectors.Vectors.Vector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;

/** Whole packages, from the description to the bytes of the manifest. */
class PackagerVectorsTest {
  private static ActorTestKit kit;

  /** Where the strict mode differs on purpose, and the beginning of what it says: ADR 0008. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "unknown-fields",
          "The field 'should_copy' is unknown",
          "empty-folder",
          "There is nothing to package: ");

  /** The original takes a file at the root for a folder, and packages what Quilt keeps. */
  private static final List<String> OTHER_CONTENT = List.of("root-file", "bucket-root");

  private static final WorkflowSettings RULES =
      new WorkflowSettings(1 << 20, 1 << 20, Duration.ofSeconds(30), Set.of("data-bucket"));
  @TempDir Path directory;

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));
  }

  static List<Vector> vectors() {
    return Vectors.cases("packager.json", "vectors", it -> it.get("id").asText());
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void strict(Vector vector) throws IOException {
    var input = vector.get("input");
    var id = vector.text("id").orElseThrow();
    if (REFUSED.containsKey(id)) {
      assertThatThrownBy(() -> assemble(input, DescriptionMode.STRICT))
          .hasMessageStartingWith(REFUSED.get(id));
    } else if (OTHER_CONTENT.contains(id)) {
      assertThat(assemble(input, DescriptionMode.STRICT).manifest()).doesNotContain(".quilt/");
    } else {
      check(vector, DescriptionMode.STRICT);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void quilt(Vector vector) throws IOException {
    check(vector, DescriptionMode.QUILT);
  }

  private void check(Vector vector, DescriptionMode mode) throws IOException {
    var input = vector.get("input");
    var expected = vector.get("expected");
    if (expected.get("outcome").asText().equals("ok")) {
      var made = assemble(input, mode);
      assertThat(made.manifest()).isEqualTo(expected.get("manifest").asText());
      assertThat(made.topHash()).isEqualTo(expected.get("top_hash").asText());
      assertThat(made.description().registry()).isEqualTo(expected.get("registry_bucket").asText());
      assertThat(made.description().name().value())
          .isEqualTo(expected.get("package_name").asText());
    } else {
      assertThatThrownBy(() -> assemble(input, mode))
          .isInstanceOfAny(DescriptionException.class, PackagingException.class);
    }
  }

  private record Made(PackageDescription description, String topHash, String manifest) {}

  private Made assemble(JsonNode input, DescriptionMode mode) throws IOException {
    var description = PackageDescription.parse(input.get("message").asText(), mode);
    var assembler =
        Assembling.assembler(
            kit.system(),
            s3(input.path("objects")),
            new MapCache(),
            Spool.open(directory),
            new AssemblySettings(
                false,
                BadKeys.FAIL,
                Assembling.ONE_LANE,
                Assembling.FEW,
                hashing(input),
                RULES,
                ConstructLimits.NONE,
                mode,
                CrateSettings.DEFAULT));
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
