package io.bindery.quilt.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestWriter;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.vectors.Vectors.Vector;
import io.bindery.quilt.workflow.EntriesCheck;
import io.bindery.quilt.workflow.JsonSchema;
import io.bindery.quilt.workflow.Located;
import io.bindery.quilt.workflow.SchemaReference;
import io.bindery.quilt.workflow.TimeLimit;
import io.bindery.quilt.workflow.WorkflowCheck;
import io.bindery.quilt.workflow.WorkflowChoice;
import io.bindery.quilt.workflow.WorkflowConfig;
import io.bindery.quilt.workflow.WorkflowException;
import io.bindery.quilt.workflow.WorkflowPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  static List<Vector> errors() {
    return Vectors.cases("workflow_errors.json", "vectors", it -> it.get("id").asText());
  }

  /** All that Quilt lists, in its order; what is beyond has no path of Quilt's. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void allErrors(Vector vector) throws IOException {
    var input = vector.get("input");
    var expected = vector.get("expected");
    if (expected.get("outcome").asText().equals("ok")) {
      var unused = manifest(input, expected);
      return;
    }
    assertThatThrownBy(() -> manifest(input, expected))
        .isInstanceOfSatisfying(
            WorkflowException.class,
            failure -> {
              assertThat(
                      failure.problems().stream()
                          .flatMap(problem -> problem.quiltPath().stream())
                          .toList())
                  .as(failure.getMessage())
                  .isEqualTo(expected.get("errors").findValuesAsText("path"));
              assertThat(failure.isOfPackage())
                  .isEqualTo(
                      expected.get("error_class").asText().equals("WorkflowValidationError"));
            });
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
    var rules = rules(input);
    var name = PackageName.forDescription(input.get("package_name").asText());
    var message = Optional.ofNullable(input.get("message").textValue());
    var metadata = Optional.ofNullable(input.path("user_meta_json").textValue()).map(Json::parse);
    rules.checkPackage(name, message, metadata.orElse(JsonObject.EMPTY));
    var header = ManifestHeader.builder();
    metadata.ifPresent(header::userMeta);
    rules.recorded().ifPresent(header::workflow);
    message.ifPresent(header::message);
    assertThat(rules.recorded().isPresent())
        .isEqualTo(expected.path("workflow_field_present").asBoolean(rules.recorded().isPresent()));
    return manifest(input, expected, header.build(), rules.entries());
  }

  private static String manifest(
      JsonNode input, JsonNode expected, ManifestHeader header, EntriesCheck check)
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

  private static WorkflowCheck rules(JsonNode input) {
    var config =
        Optional.ofNullable(input.get("config").textValue())
            .map(
                yaml ->
                    new Located<>(
                        new S3Uri(
                            REGISTRY,
                            ".quilt/workflows/config.yml",
                            Optional.ofNullable(input.get("config_version_id").textValue())),
                        WorkflowConfig.read(yaml.getBytes(StandardCharsets.UTF_8))));
    var plan = WorkflowPlan.of(config, choice(input));
    var schemas = new HashMap<String, Located<JsonSchema>>();
    for (var id : plan.schemas()) {
      schemas.put(id, read(input, plan.schema(id)));
    }
    return plan.check(schemas, new TimeLimit(Duration.ofSeconds(30), ""));
  }

  /** The newest version of the object, or the one that is named. */
  private static Located<JsonSchema> read(JsonNode input, SchemaReference schema) {
    var uri = schema.uri();
    var found = Optional.<JsonNode>empty();
    for (var object : input.get("objects")) {
      boolean same =
          object.get("bucket").asText().equals(uri.bucket())
              && object.get("key").asText().equals(uri.key());
      boolean version =
          uri.versionId().isEmpty()
              || uri.versionId().get().equals(object.get("version_id").textValue());
      found = same && version ? Optional.of(object) : found;
    }
    var object =
        found.orElseThrow(() -> schema.unusable(". There is no such object.", Optional.empty()));
    return new Located<>(
        new S3Uri(
            uri.bucket(), uri.key(), Optional.ofNullable(object.get("version_id").textValue())),
        schema.read(object.get("body").asText().getBytes(StandardCharsets.UTF_8)));
  }
}
