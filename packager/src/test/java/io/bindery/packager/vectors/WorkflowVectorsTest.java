package io.bindery.packager.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.packager.checksum.ChecksumType;
import io.bindery.packager.checksum.ObjectHash;
import io.bindery.packager.manifest.ManifestEntry;
import io.bindery.packager.manifest.ManifestHeader;
import io.bindery.packager.manifest.ManifestWriter;
import io.bindery.packager.vectors.Vectors.Vector;
import io.bindery.packager.workflow.WorkflowException;
import io.bindery.packager.workflow.WorkflowSettings;
import io.bindery.packager.workflow.Workflows;
import io.bindery.packager.world.MemoryS3;
import io.bindery.protocol.description.WorkflowChoice;
import io.bindery.protocol.json.Json;
import io.bindery.protocol.json.JsonObject;
import io.bindery.protocol.name.InvalidNameException;
import io.bindery.protocol.name.LogicalKey;
import io.bindery.protocol.name.PackageName;
import io.bindery.protocol.s3.S3Uri;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;

/** The rules of registries: what they let through, and what is recorded of them. */
class WorkflowVectorsTest {
  private static final String REGISTRY =
      Vectors.file("workflows.json").get("registry_bucket").asText();

  /** What is wrong, in the words of the vectors. */
  private static final Map<WorkflowException.Rule, String> CATEGORIES =
      Map.of(
          WorkflowException.Rule.CONFIG, "config_invalid",
          WorkflowException.Rule.VERSION, "config_version",
          WorkflowException.Rule.SELECTION, "workflow_selection",
          WorkflowException.Rule.SCHEMA, "schema_load",
          WorkflowException.Rule.PATTERN, "other",
          WorkflowException.Rule.MESSAGE, "message",
          WorkflowException.Rule.NAME, "name",
          WorkflowException.Rule.METADATA, "metadata",
          WorkflowException.Rule.ENTRIES, "entries");

  /** Where a text quotes what a library says, or the name that another part checks. */
  private static final List<String> OTHER_WORDS =
      List.of(
          "Workflows config failed validation: ",
          "Couldn't parse workflows config as YAML",
          "Couldn't parse s3://",
          "Schema 's' is not valid: ",
          "Metadata failed validation: ",
          "Package entries failed validation: ");

  static List<Vector> vectors() {
    return Vectors.cases("workflows.json", "vectors", it -> it.get("id").asText());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void workflow(Vector vector) throws IOException {
    var input = vector.get("input");
    var expected = vector.get("expected");
    if (expected.get("outcome").asText().equals("ok")) {
      assertThat(manifest(input, expected)).isEqualTo(expected.get("manifest").asText());
    } else if (expected.get("category").asText().equals("package_name")) {
      assertThatThrownBy(() -> manifest(input, expected)).isInstanceOf(InvalidNameException.class);
    } else {
      assertThatThrownBy(() -> manifest(input, expected))
          .isInstanceOfSatisfying(
              WorkflowException.class,
              failure -> {
                assertThat(CATEGORIES.get(failure.rule()))
                    .as(failure.getMessage())
                    .isEqualTo(expected.get("category").asText());
                assertThat(failure).hasMessageStartingWith(words(vector));
              });
    }
  }

  private static String words(Vector vector) {
    var text = vector.get("expected").get("error_message").asText();
    if (vector.text("id").orElseThrow().equals("empty-string-workflow")) {
      // In a description "" says that none is wanted, as for the packaging engine.
      return "Workflow required, but none specified.";
    }
    return OTHER_WORDS.stream().filter(text::startsWith).findFirst().orElse(text);
  }

  private static String manifest(JsonNode input, JsonNode expected) throws IOException {
    var s3 = s3(input);
    var buckets = new HashSet<String>();
    input.get("objects").forEach(object -> buckets.add(object.get("bucket").asText()));
    // A version bound by the vectors is no reason to allow less than they do.
    buckets.addAll(Set.of("schemas-bucket"));
    var workflows =
        new Workflows(
            s3,
            new WorkflowSettings(1 << 20, 1 << 20, Duration.ofSeconds(30), buckets),
            Runnable::run);
    try {
      var rules = workflows.rules(REGISTRY, choice(input)).toCompletableFuture().join();
      var name = PackageName.forDescription(input.get("package_name").asText());
      var message = Optional.ofNullable(input.get("message").textValue());
      var metadata = Optional.ofNullable(input.path("user_meta_json").textValue()).map(Json::parse);
      rules.checkPackage(name, message, metadata.orElse(JsonObject.EMPTY));
      var header = ManifestHeader.builder();
      metadata.ifPresent(header::userMeta);
      rules.recorded().ifPresent(header::workflow);
      message.ifPresent(header::message);
      assertThat(rules.recorded().isPresent())
          .isEqualTo(
              expected.path("workflow_field_present").asBoolean(rules.recorded().isPresent()));
      return manifest(input, expected, header.build(), rules.entries());
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  private static String manifest(
      JsonNode input,
      JsonNode expected,
      ManifestHeader header,
      io.bindery.packager.workflow.EntriesCheck check)
      throws IOException {
    var hashes = hashes(expected);
    var entries = new TreeMap<LogicalKey, ManifestEntry>();
    for (var entry : input.get("entries")) {
      var key = entry.get("logical_key").asText();
      var meta =
          Optional.ofNullable(entry.path("user_meta_json").textValue())
              .map(text -> JsonObject.EMPTY.with("user_meta", Json.parse(text)))
              .orElse(JsonObject.EMPTY);
      entries.put(
          new LogicalKey(key),
          new ManifestEntry(
              new LogicalKey(key),
              new S3Uri("data", key, Optional.of("v")),
              entry.get("size").asLong(),
              hashes.getOrDefault(key, ObjectHash.ofNothing(ChecksumType.SHA256_CHUNKED)),
              meta));
    }
    var out = new ByteArrayOutputStream();
    var writer = new ManifestWriter(out, header);
    for (var entry : entries.values()) {
      check.next(entry.key().value(), entry.size(), entry.meta());
      writer.entry(entry);
    }
    check.end();
    var topHash = writer.finish().topHash().value();
    assertThat(topHash).isEqualTo(expected.path("top_hash").asText(topHash));
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The vectors say no hashes but in what they expect. */
  private static Map<String, ObjectHash> hashes(JsonNode expected) throws IOException {
    var hashes = new HashMap<String, ObjectHash>();
    for (var line : expected.path("manifest").asText().lines().skip(1).toList()) {
      var entry = new ObjectMapper().readTree(line);
      hashes.put(
          entry.get("logical_key").asText(),
          new ObjectHash(
              ChecksumType.ofWireName(entry.get("hash").get("type").asText()).orElseThrow(),
              entry.get("hash").get("value").asText()));
    }
    return hashes;
  }

  private static WorkflowChoice choice(JsonNode input) {
    var workflow = input.get("workflow");
    if (!workflow.get("specified").asBoolean()) {
      return WorkflowChoice.UNSPECIFIED;
    }
    var name = workflow.get("value").asText("");
    return name.isEmpty() || workflow.get("value").isNull()
        ? WorkflowChoice.NONE
        : WorkflowChoice.named(name);
  }

  private static MemoryS3 s3(JsonNode input) {
    var s3 = new MemoryS3();
    if (!input.get("config").isNull()) {
      s3.put(
          REGISTRY,
          ".quilt/workflows/config.yml",
          input.get("config_version_id").textValue(),
          input.get("config").asText().getBytes(StandardCharsets.UTF_8));
    }
    var objects = input.get("objects");
    for (int i = 0; i < objects.size(); i++) {
      var object = objects.get(i);
      boolean newest = true;
      for (int j = i + 1; j < objects.size(); j++) {
        newest &=
            !objects.get(j).get("bucket").equals(object.get("bucket"))
                || !objects.get(j).get("key").equals(object.get("key"));
      }
      s3.put(
          object.get("bucket").asText(),
          new MemoryS3.Stored(
              object.get("key").asText(),
              object.get("version_id").textValue(),
              SdkBytes.fromUtf8String(object.get("body").asText()),
              newest,
              Optional.empty()));
    }
    return s3;
  }
}
