package io.bindery.protocol.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackageDescriptionTest {

  @Test
  void aSourceAloneSaysEverythingElse() {
    var description = PackageDescription.parse("{\"source_prefix\": \"s3://lab/exp/run1/\"}");

    assertThat(description)
        .isEqualTo(PackageDescription.of(new SourceFolder("lab", "exp/run1/")))
        .isEqualTo(
            new PackageDescription(
                new SourceFolder("lab", "exp/run1/"),
                "lab",
                new PackageName("exp/run1"),
                Optional.empty(),
                Optional.empty(),
                WorkflowChoice.UNSPECIFIED,
                Optional.empty()));
  }

  @Test
  void everyFieldIsRead() {
    var description =
        PackageDescription.parse(
            """
            {"source_prefix": "s3://lab/exp/run1/a.bam", "registry": "registry", "package_name": "n/p",
             "metadata": {"z": 1.50, "a": [1, 1.0, null]}, "workflow": "qc", "commit_message": "m"}
            """);

    assertThat(description.source()).isEqualTo(new SourceFolder("lab", "exp/run1/"));
    assertThat(description.registry()).isEqualTo("registry");
    assertThat(description.name()).isEqualTo(new PackageName("n/p"));
    assertThat(JsonForm.FILE.toText(description.metadata().orElseThrow()))
        .isEqualTo("{\"z\": 1.5, \"a\": [1, 1.0, null]}");
    assertThat(description.workflow()).isEqualTo(WorkflowChoice.named("qc"));
    assertThat(description.commitMessage()).contains("m");
  }

  @Test
  void theBatchSaysWhereTheRequestComesFromAndNothingOfTheWork() {
    var alone = PackageDescription.parse("{\"source_prefix\": \"s3://lab/a/b/\"}");
    var ofBatch =
        PackageDescription.parse(
            "{\"source_prefix\": \"s3://lab/a/b/\", \"batch_id\":"
                + " \"5064f30b53876cdf6a7a565396335ac3\"}");

    assertThat(ofBatch.batchId()).contains("5064f30b53876cdf6a7a565396335ac3");
    assertThat(ofBatch.toJson()).isEqualTo(alone.toJson());
  }

  @Test
  void aRuleMayFindNoBatchInAnAnnouncement() {
    assertThat(
            PackageDescription.parse("{\"source_prefix\": \"s3://lab/a/b/\", \"batch_id\": \"\"}")
                .batchId())
        .isEmpty();
  }

  @Test
  void quiltsEngineReadsNoBatchSoThatNoneIsRefusedInItsPlace() {
    assertThat(
            PackageDescription.parse(
                    "{\"source_prefix\": \"s3://lab/a/b/\", \"batch_id\": [7]}",
                    DescriptionMode.QUILT)
                .batchId())
        .isEmpty();
    assertThat(
            PackageDescription.parse(
                    "{\"source_prefix\": \"s3://lab/a/b/\", \"batch_id\": \"b-1\"}",
                    DescriptionMode.QUILT)
                .batchId())
        .contains("b-1");
  }

  @Test
  void nullIsAbsent() {
    assertThat(
            PackageDescription.parse(
                """
                {"source_prefix": "s3://lab/a/", "registry": null, "package_name": null,
                 "metadata": null, "metadata_uri": null, "workflow": null, "commit_message": null}
                """))
        .isEqualTo(PackageDescription.of(new SourceFolder("lab", "a/")));
  }

  @Test
  void absentEmptyAndNamedWorkflowsDiffer() {
    assertThat(with("\"workflow\": \"\"").workflow()).isEqualTo(WorkflowChoice.NONE);
    assertThat(with("\"workflow\": \"x\"").workflow()).isEqualTo(WorkflowChoice.named("x"));
    assertThat(with("\"registry\": \"\"").workflow()).isEqualTo(WorkflowChoice.UNSPECIFIED);
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bkt, ''",
    "s3://bkt/, ''",
    "s3://bkt/file.json, ''",
    "s3://bkt/a/, a/",
    "s3://bkt/a, ''",
    "s3://bkt/a/b, a/",
    "s3://bkt/a%20b/c%2Fd/x, a b/c/d/",
    "s3://bkt/a b/, a b/",
    "s3://bkt/a//, a//",
    "s3://bkt/a/?versionId=v, a/",
  })
  void theSourceIsTheFolder(String uri, String prefix) {
    assertThat(PackageDescription.parse("{\"source_prefix\": \"%s\"}".formatted(uri)).source())
        .isEqualTo(new SourceFolder("bkt", prefix));
  }

  @Test
  void aFileAtTheRootMeansTheBucket() {
    var description = PackageDescription.parse("{\"source_prefix\": \"s3://lab/crate.json\"}");

    assertThat(description.folder().uri()).isEqualTo(S3Uri.of("lab", ""));
    assertThat(description.name()).isEqualTo(new PackageName("package/null"));
  }

  @Test
  void metadataUriIsResolvedAgainstTheWholeSource() {
    var description =
        PackageDescription.parse(
            "{\"source_prefix\": \"s3://lab/a/b/x.json\", \"metadata_uri\": \"../m n.json\"}");

    assertThat(description.metadataUri()).contains(S3Uri.of("lab", "a/m n.json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"source_prefix\": \"s3://lab/a/\"}",
        "{\"source_prefix\": \"s3://lab/a b/ü%2Bx/\", \"workflow\": \"\"}",
        "{\"source_prefix\": \"s3://lab/a/\", \"registry\": \"other\", \"package_name\": \"a/b\","
            + " \"metadata\": {\"é\": 1e3, \"b\": {}}, \"workflow\": \"w\", \"commit_message\":"
            + " \"\"}",
        "{\"source_prefix\": \"s3://lab/a/\", \"metadata_uri\": \"s3://lab/k?versionId=v\"}",
      })
  void whatIsWrittenIsReadBack(String json) {
    var description = PackageDescription.parse(json);

    assertThat(PackageDescription.parse(description.toJson())).isEqualTo(description);
    assertThat(PackageDescription.parse(description.toJson()).toJson())
        .isEqualTo(description.toJson());
  }

  @Test
  void aWrittenDescriptionNamesWhatWasInferred() {
    assertThat(PackageDescription.of(new SourceFolder("lab", "a/b/")).toJson())
        .isEqualTo(
            "{\"source_prefix\": \"s3://lab/a/b/\", \"registry\": \"lab\", \"package_name\":"
                + " \"a/b\"}");
    assertThat(Json.parse(with("\"commit_message\": \"ü\\n\"").toJson())).isNotNull();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        field(
            "commit_mesage",
            "\"commit_mesage\": \"m\"",
            "The field 'commit_mesage' is unknown: did you mean 'commit_message'?"),
        field(
            "Registry",
            "\"Registry\": \"r\"",
            "The field 'Registry' is unknown: did you mean 'registry'?"),
        field(
            "package-name",
            "\"package-name\": \"a/b\"",
            "The field 'package-name' is unknown: did you mean 'package_name'?"),
        field(
            "x",
            "\"x\": null",
            "The field 'x' is unknown: the fields are source_prefix, registry, package_name,"
                + " metadata, metadata_uri, workflow, commit_message, batch_id."),
        field("registry", "\"registry\": 7", "registry is a number: it must be a text."),
        field("batch_id", "\"batch_id\": 7", "batch_id is a number: it must be a text."),
        field(
            "batch_id",
            "\"batch_id\": \"a b\"",
            "batch_id = 'a b' cannot be used: it must be the batch_id of an announcement, 1 to 128"
                + " letters, digits, '.', '_', ':' or '-'."),
        field(
            "registry",
            "\"registry\": \"s3://other\"",
            "registry names the bucket 's3://other', which no bucket can be called: give its name"
                + " alone, without s3://."),
        field(
            "registry",
            "\"registry\": \"a b\"",
            "registry names the bucket 'a b', which no bucket can be called."),
        field(
            "package_name",
            "\"package_name\": \"\"",
            "package_name = '' is no name: it has no '/': write namespace/name."),
        field(
            "package_name",
            "\"package_name\": \"a/b/c\"",
            "package_name = 'a/b/c' is no name: U+002F is not allowed, only letters, digits, '_',"
                + " '-' and one '/'."),
        field(
            "package_name",
            "\"package_name\": true",
            "package_name is true or false: it must be a text."),
        field(
            "metadata",
            "\"metadata\": [[\"a\", 1]]",
            "metadata is a list: it must be a JSON object."),
        field("metadata", "\"metadata\": \"{}\"", "metadata is a text: it must be a JSON object."),
        field(
            "metadata",
            "\"metadata\": {}, \"metadata_uri\": \"m.json\"",
            "metadata and metadata_uri are both given: give only one of them."),
        field(
            "metadata_uri",
            "\"metadata_uri\": {}",
            "metadata_uri is an object: it must be a text."),
        field("workflow", "\"workflow\": 0", "workflow is a number: it must be a text."),
        field(
            "commit_message",
            "\"commit_message\": {}",
            "commit_message is an object: it must be a text."));
  }

  private static Arguments field(String name, String json, String message) {
    return Arguments.of(name, "{\"source_prefix\": \"s3://lab/a/\", " + json + "}", message);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refusals")
  void isRefused(String field, String json, String message) {
    refused(json, field, message);
  }

  @Test
  void aSourceIsNeeded() {
    var message = "source_prefix is missing: give the folder to package, as s3://bucket/folder/.";
    refused("{}", "source_prefix", message);
    refused("{\"source_prefix\": null}", "source_prefix", message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/tmp/x/", "file:///tmp/x/", "http://b/a/", "s3:///a/", "s3://bkt/a/?x=1"})
  void aSourceIsInS3(String source) {
    assertThatThrownBy(
            () -> PackageDescription.parse("{\"source_prefix\": \"%s\"}".formatted(source)))
        .isInstanceOf(DescriptionException.class)
        .hasMessageStartingWith("source_prefix = '" + source + "' cannot be used: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"run #7/", "100% done/", "a?b/", "ü/%zz ?x=1#/", "a+b%20c/", "tab\there/"})
  void whatARuleHasPastedForABatchIsTakenAsItIs(String prefix) {
    var json =
        "{\"source_prefix\": \"s3://lab/%s\", \"batch_id\": \"%s\"}"
            .formatted(prefix.replace("\t", "\\t"), "ab".repeat(16));
    assertThat(PackageDescription.parse(json).folder().prefix()).isEqualTo(prefix);
    var encoded = S3Uri.of("lab", prefix).toString();
    assertThat(
            PackageDescription.parse(
                    "{\"source_prefix\": \"%s\", \"batch_id\": \"%s\"}"
                        .formatted(encoded, "ab".repeat(16)))
                .folder()
                .prefix())
        .isEqualTo(prefix);
    // Without a batch it is a URI, as Quilt reads it.
    assertThat(
            PackageDescription.parse("{\"source_prefix\": \"s3://lab/run#7/\"}").folder().prefix())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"metadata\": {\"a\": NaN}",
        "\"metadata\": {\"a\": 1e999}",
        "\"metadata\": {\"\\ud800\": 1}",
        "\"commit_message\": \"\\ud800\"",
      })
  void whatNoManifestCanHoldIsRefused(String field) {
    assertThatThrownBy(() -> with(field))
        .isInstanceOf(DescriptionException.class)
        .hasMessageContaining("cannot be written to a manifest: ");
  }

  @Test
  void sizeAndDepthAreBounded() {
    var deep = "{\"a\":".repeat(200) + "1" + "}".repeat(200);
    assertThatThrownBy(() -> with("\"metadata\": " + deep))
        .isInstanceOf(DescriptionException.class)
        .hasMessageStartingWith("The description is not JSON: ")
        .hasMessageContaining("100");
    assertThatThrownBy(() -> with("\"commit_message\": \"" + "x".repeat(1 << 20) + "\""))
        .isInstanceOf(DescriptionException.class)
        .hasMessageContaining("1048576");
  }

  private static PackageDescription with(String field) {
    return PackageDescription.parse("{\"source_prefix\": \"s3://lab/a/\", " + field + "}");
  }

  @Test
  void notEvenAnObject() {
    refused(
        "[]",
        "",
        "The description is a list: it must be a JSON object such as {\"source_prefix\":"
            + " \"s3://bucket/folder/\"}.");
    refused(
        "\"s3://lab/a/\"",
        "",
        "The description is a text: it must be a JSON object such as {\"source_prefix\":"
            + " \"s3://bucket/folder/\"}.");
    assertThatThrownBy(() -> PackageDescription.parse("{'source_prefix': 1}"))
        .isInstanceOf(DescriptionException.class)
        .hasMessageStartingWith("The description is not JSON: ");
    assertThatThrownBy(() -> PackageDescription.parse(""))
        .isInstanceOf(DescriptionException.class)
        .hasMessageStartingWith("The description is not JSON: ");
  }

  private static void refused(String json, String field, String message) {
    assertThatThrownBy(() -> PackageDescription.parse(json))
        .isInstanceOfSatisfying(
            DescriptionException.class,
            e -> {
              assertThat(e).hasMessage(message);
              assertThat(e.field()).isEqualTo(field);
            });
  }
}
