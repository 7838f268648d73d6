package io.bindery.packager.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.assembly.AssemblySettings;
import io.bindery.packager.assembly.BadKeys;
import io.bindery.packager.assembly.CrateSettings;
import io.bindery.packager.assembly.Documents;
import io.bindery.packager.construct.ConstructLimits;
import io.bindery.packager.content.HashingSettings;
import io.bindery.packager.intake.CrateNames;
import io.bindery.packager.intake.Intake;
import io.bindery.packager.intake.Submission;
import io.bindery.packager.workflow.WorkflowSettings;
import io.bindery.packager.world.Assembling;
import io.bindery.packager.world.MapCache;
import io.bindery.packager.world.MemoryS3;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.vectors.Vectors;
import io.bindery.quilt.vectors.Vectors.Vector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;

/** Packages of RO-Crates, from the description to the bytes of the manifest. */
class RoCrateVectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static ActorTestKit kit;
  @TempDir Path directory;

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));
  }

  static List<Vector> vectors() {
    return Vectors.cases("rocrate.json", "vectors", it -> it.get("id").asText());
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void crate(Vector vector) throws IOException {
    var input = vector.get("input");
    var expected = vector.get("expected");
    var s3 = s3(input);
    if (!expected.get("outcome").asText().equals("ok")) {
      assertThatThrownBy(() -> make(input, s3))
          .satisfies(failure -> checkError(failure.getMessage(), expected));
      assertThat(spooled()).as("temporary files that are left").isEmpty();
      return;
    }
    var made = make(input, s3);
    assertThat(made.manifest()).isEqualTo(expected.get("manifest").asText());
    assertThat(made.topHash()).isEqualTo(expected.get("top_hash").asText());
    assertThat(made.description().registry()).isEqualTo(expected.get("registry_bucket").asText());
    assertThat(made.description().name().value()).isEqualTo(expected.get("package_name").asText());
    // Large folders are listed by their subfolders.
    assertThat(s3.listedPrefixes)
        .allSatisfy(
            listed ->
                assertThat(expected.get("listed_prefixes"))
                    .anyMatch(
                        pair ->
                            pair.get(0).asText().equals(listed.get(0))
                                && listed.get(1).startsWith(pair.get(1).asText())));
  }

  private static void checkError(String message, JsonNode expected) throws IOException {
    var name = expected.path("error_name").asText("");
    if (!name.isEmpty()) {
      assertThat(message).startsWith(name + " {");
      var context = JSON.readTree(message.substring(name.length() + 1));
      var wanted = expected.get("error_context");
      for (var field : wanted.properties()) {
        assertThat(context.has(field.getKey())).as(field.getKey()).isTrue();
        if (!field.getKey().equals("error")) {
          assertThat(context.get(field.getKey())).isEqualTo(field.getValue());
        }
      }
      assertThat(context).hasSize(wanted.size());
    } else if (expected.get("category").asText().startsWith("S3Error")) {
      assertThat(message).contains("is not there: upload it, or correct metadata_uri.");
    } else if (expected.get("category").asText().equals("InvalidMetadata")) {
      assertThat(message).startsWith("InvalidMetadata {");
    }
  }

  private record Made(PackageDescription description, String topHash, String manifest) {}

  private Made make(JsonNode input, MemoryS3 s3) throws IOException {
    var spool = Spool.open(directory);
    try {
      var assembler =
          Assembling.assembler(
              kit.system(),
              s3,
              new MapCache(),
              spool,
              new AssemblySettings(
                  false,
                  BadKeys.FAIL,
                  Assembling.ONE_LANE,
                  Assembling.FEW,
                  HashingSettings.DEFAULT,
                  new WorkflowSettings(
                      1 << 20, 1 << 20, Duration.ofSeconds(30), Set.of("data-bucket")),
                  ConstructLimits.NONE,
                  DescriptionMode.QUILT,
                  CrateSettings.DEFAULT));
      var description = described(s3, spool, input);
      var manifest = assembler.start(description).result().toCompletableFuture().join();
      var text = Files.readString(manifest.path(), StandardCharsets.UTF_8);
      manifest.discard();
      return new Made(description, manifest.summary().topHash().value(), text);
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  /** As the packager takes it from its queue. */
  private static PackageDescription described(MemoryS3 s3, Spool spool, JsonNode input)
      throws IOException {
    var taken = new AtomicReference<PackageDescription>();
    var submission =
        Intake.requests(
                new CrateNames(new Documents(s3, spool, CrateSettings.DEFAULT, Runnable::run)),
                buckets(input),
                taken::set)
            .describe("m-1", input.get("message").asText(), Optional.empty())
            .toCompletableFuture()
            .join();
    if (submission instanceof Submission.Refused refused) {
      throw new IllegalArgumentException(refused.reason());
    }
    assertThat(submission).isInstanceOf(Submission.Accepted.class);
    return taken.get();
  }

  private static Set<String> buckets(JsonNode input) throws IOException {
    var buckets = new HashSet<String>();
    input.path("objects").forEach(object -> buckets.add(object.get("bucket").asText()));
    var message = JSON.readTree(input.get("message").asText());
    buckets.add(message.path("registry").asText());
    buckets.add(S3Uri.parse(message.get("source_prefix").asText()).bucket());
    return buckets;
  }

  private List<Path> spooled() throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static MemoryS3 s3(JsonNode input) {
    var s3 = new MemoryS3();
    input.path("unversioned_buckets").forEach(bucket -> s3.unversioned.add(bucket.asText()));
    input.path("denied_buckets").forEach(bucket -> s3.denied.add(bucket.asText()));
    for (JsonNode object : input.path("objects")) {
      if (!object.path("delete_marker").asBoolean()) {
        s3.put(
            object.get("bucket").asText(),
            new MemoryS3.Stored(
                object.get("key").asText(),
                object.path("version_id").asText("null"),
                SdkBytes.fromByteArray(content(object)),
                object.get("is_latest").asBoolean(),
                Optional.ofNullable(
                    object.path("head_checksums").path("ChecksumSHA256").textValue())));
      }
    }
    return s3;
  }

  private static byte[] content(JsonNode object) {
    if (object.has("body_base64")) {
      return Base64.getDecoder().decode(object.get("body_base64").asText());
    }
    var body = object.path("body").asText();
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
