package io.bindery.router.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.protocol.field.FieldException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sources make of the sample events, and what is said where they make nothing. */
class TrialTest {
  private static final String OMICS = Samples.read("health-omics-completed.json");

  @Test
  void aCompletedRunIsPackagedUnderItsLastTwoSegments() throws FieldException {
    var trial = Trial.ofBuiltIn("health-omics", OMICS).orElseThrow();
    assertThat(trial.description().orElseThrow())
        .hasToString("{\"source_prefix\":\"s3://quilt-example/omics-quilt/3395667/\"}");
    assertThat(trial.packageName()).contains("omics-quilt/3395667");
    assertThat(trial.registry()).contains("quilt-example");
    assertThat(trial.words())
        .isEqualTo(
            "It matches and asks for package omics-quilt/3395667 in quilt-example, of"
                + " s3://quilt-example/omics-quilt/3395667/.");
  }

  @ParameterizedTest
  @CsvSource({
    "s3://b1c/a/b/, s3://b1c/a/b/",
    "s3://b1c/a 1/100%/b#2, s3://b1c/a%201/100%25/b%232/",
    "s3://b1c/x, s3://b1c/x/",
  })
  void theOutputFolderIsTakenAsItIsWritten(String uri, String prefix) throws FieldException {
    var event = OMICS.replace("s3://quilt-example/omics-quilt/3395667", uri);
    var trial = Trial.ofBuiltIn("health-omics", event).orElseThrow();
    assertThat(trial.description().orElseThrow().get("source_prefix").textValue())
        .isEqualTo(prefix);
  }

  @Test
  void otherStatesOfARunAreSeenAndNotPackaged() throws FieldException {
    var trial =
        Trial.ofBuiltIn("health-omics", Samples.read("health-omics-running.json")).orElseThrow();
    assertThat(trial.matches()).isTrue();
    assertThat(trial.makesPackage()).isFalse();
    assertThat(trial.words())
        .isEqualTo(
            "It matches and asks for no package: run"
                + " arn:aws:omics:us-east-1:123456789012:run/3395667 is RUNNING.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://b/x", "s3://b", "s3://", "3395667"})
  void anOutputThatIsNoFolderIsToldToBeNone(String uri) throws FieldException {
    var event = OMICS.replace("s3://quilt-example/omics-quilt/3395667", uri);
    assertThat(Trial.ofBuiltIn("health-omics", event).orElseThrow().words())
        .startsWith("It matches, but what it makes is no package description: ");
  }

  @ParameterizedTest
  @CsvSource({"ro-crate-written.json, metadata", "ro-crate-written-by-older-tools.json, manifest"})
  void aCrateAsksForItsFolder(String sample, String kind) throws FieldException {
    var trial = Trial.ofBuiltIn("ro-crate", Samples.read(sample)).orElseThrow();
    assertThat(trial.description().orElseThrow())
        .hasToString(
            "{\"source_prefix\":\"s3://lab/my/s3/folder/\",\"metadata_uri\":"
                + "\"s3://lab/my/s3/folder/ro-crate-%s.json\"}".formatted(kind));
    assertThat(trial.packageName()).contains("my_s3/folder");
  }

  @Test
  void aCrateOfVersionOneAsksForItsFolderToo() throws FieldException {
    var event =
        Samples.read("ro-crate-written.json")
            .replace("ro-crate-metadata.json", "ro-crate-metadata.jsonld");
    assertThat(Trial.ofBuiltIn("ro-crate", event).orElseThrow().description().orElseThrow())
        .hasToString(
            "{\"source_prefix\":\"s3://lab/my/s3/folder/\",\"metadata_uri\":"
                + "\"s3://lab/my/s3/folder/ro-crate-metadata.jsonld\"}");
  }

  @Test
  void aCrateAtTheRootAsksForWhatItLists() throws FieldException {
    var event = Samples.read("ro-crate-written.json").replace("my/s3/folder/", "");
    assertThat(Trial.ofBuiltIn("ro-crate", event).orElseThrow().words())
        .contains("asks for package package/null in lab");
    var other = event.replace("ro-crate-metadata.json", "my-ro-crate-metadata.json");
    assertThat(Trial.ofBuiltIn("ro-crate", other).orElseThrow().matches()).isFalse();
  }

  @Test
  void theRuleOfThePackagingDocumentationWorksAsItIs() throws FieldException {
    var trial = trial("edp-rule.json", Samples.read("edp-objects-ready.json"));
    assertThat(trial.description().orElseThrow())
        .hasToString(
            "{\"source_prefix\":\"s3://bucket-name/prefix-path-1/prefix-path-2/metadata.json\"}");
    assertThat(trial.packageName()).contains("prefix-path-1/prefix-path-2");
  }

  @Test
  void aRuleOfOnesOwn() throws FieldException {
    var trial = trial("lims-rule.json", Samples.read("lims-run-released.json"));
    assertThat(trial.description().orElseThrow())
        .hasToString(
            "{\"source_prefix\":\"s3://lab/sequencing/R-1042/\",\"package_name\":\"P17/R-1042\","
                + "\"commit_message\":\"R-1042, released 2026-11-12T19:30:00Z\","
                + "\"metadata\":{\"run\":\"R-1042\",\"project\":\"P17\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"released\": true | \"released\": false | detail.released = false; the pattern wants"
            + " [true].",
        "\"released\": true | \"freed\": true | detail.released is missing; the pattern wants"
            + " [true].",
        "s3://lab/ | s3://other/ | detail.run.folder = \"s3://other/sequencing/R-1042/\"; the"
            + " pattern wants [{\"prefix\":\"s3://lab/sequencing/\"}].",
        "Run Released | Run Held | detail-type = \"Run Held\"; the pattern wants [\"Run"
            + " Released\"].",
      })
  void theFieldThatDoesNotFitIsNamed(String have, String instead, String words)
      throws FieldException {
    var trial =
        trial("lims-rule.json", Samples.read("lims-run-released.json").replace(have, instead));
    assertThat(trial.matches()).isFalse();
    assertThat(trial.misses()).hasSize(1);
    assertThat(trial.words()).isEqualTo("The pattern does not match: " + words);
  }

  @Test
  void ofAlternativesTheNearestIsTold() throws FieldException {
    var pattern =
        "{\"$or\":[{\"source\":[\"x\"],\"detail\":{\"a\":[1],\"b\":[2]}},{\"detail\":{\"b\":[3]}}]}";
    var trial = custom(pattern, "{\"a\":1,\"b\":[7,8]}");
    assertThat(trial.words())
        .isEqualTo("The pattern does not match: detail.b = 7, 8; the pattern wants [3].");
    assertThat(custom(pattern, "{\"b\":3}").matches()).isTrue();
  }

  @Test
  void whatFitsOnlyInDifferentElementsIsTold() throws FieldException {
    var trial =
        custom(
            "{\"detail\":{\"f\":{\"a\":[1],\"b\":[2]}}}",
            "{\"f\":[{\"a\":1,\"b\":3},{\"a\":4,\"b\":2}]}");
    assertThat(trial.words()).contains("Each field fits by itself");
    assertThat(trial.misses().get(0).field()).isEmpty();
  }

  @Test
  void aTemplateThatMakesNoDescriptionIsTold() throws FieldException {
    var rule = Samples.read("lims-rule.json").replace("source_prefix", "source_prefx");
    var trial = Trial.of("lims", rule, Samples.read("lims-run-released.json"));
    assertThat(trial.matches()).isTrue();
    assertThat(trial.words())
        .contains("what it makes is no package description", "did you mean 'source_prefix'?");
  }

  @Test
  void aDescriptionMayStandInTheEvent() throws FieldException {
    var source = "{\"EventPattern\":\"{\\\"source\\\":[\\\"s\\\"]}\",\"InputPath\":\"$.detail\"}";
    var event =
        "{\"source\":\"s\",\"detail-type\":\"t\",\"detail\":{\"source_prefix\":\"s3://lab/a/b/\"}}";
    assertThat(Trial.of("mine", source, event).packageName()).contains("a/b");
    var none = event.replace("\"detail\":", "\"other\":");
    assertThat(Trial.of("mine", source, none).words()).contains("null: it must be a JSON object");
  }

  /** So that the job is found by its batch, also if the rule was written before there were ids. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "com.quiltdata.edp | package-objects-ready | s3://lab/a/b/ | 0011 | 0011",
        "com.quiltdata.edp | of another version | s3://lab/a/b/ | 0011 | 0011",
        // Of somebody else, none, and one that is no id.
        "my.app | objects-ready | s3://lab/a/b/ | 0011 | ''",
        "com.quiltdata.edp | package-objects-ready | s3://lab/a/b/ | '' | ''",
        "com.quiltdata.edp | package-objects-ready | s3://lab/a/b/ | a b | ''",
      })
  void aDescriptionMadeOfAnAnnouncementNamesItsBatch(
      String source, String type, String folder, String batch, String named) throws FieldException {
    var event =
        "{\"source\":\"%s\",\"detail-type\":\"%s\",\"detail\":{\"folder\":\"%s\",\"batch_id\":\"%s\"}}"
            .formatted(source, type, folder, batch);
    var rule =
        "{\"EventPattern\":{\"source\":[{\"exists\":true}]},\"InputTransformer\":{\"InputPathsMap\":"
            + "{\"f\":\"$.detail.folder\"},\"InputTemplate\":\"{\\\"source_prefix\\\": <f>%s}\"}}";
    var made = Trial.of("mine", rule.formatted(""), event).description().orElseThrow();
    assertThat(made.path("batch_id").asText()).isEqualTo(named);
    assertThat(made.path("source_prefix").asText()).isEqualTo(folder);
    // What the rule says itself stays.
    var own = rule.formatted(", \\\"batch_id\\\": \\\"ffee\\\"");
    assertThat(Trial.of("mine", own, event).description().orElseThrow().path("batch_id").asText())
        .isEqualTo("ffee");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | EventPattern = (absent): it must be an event pattern",
        "{\"EventPattern\":{}} | Empty objects are not allowed",
        "{\"EventPattern\":{\"a\":1}} | must be an object or an array",
        "{\"EventPattern\":{\"a\":[{\"x\":1}]}} | Unrecognized match type x",
        "{\"EventPattern\":{\"a\":[1]}} | InputTransformer = (absent): it must be given",
        "{\"EventPattern\":{\"a\":[1]},\"InputTransformer\":{}} | InputTransformer.InputTemplate"
            + " is missing",
        "{\"EventPattern\":{\"a\":[1]},\"InputPath\":\"a\"} | InputPath = a: it must be a path",
        "{\"EventPattern\":{\"a\":[1]},\"InputPath\":\"$\",\"Arn\":\"x\"} | Arn = \"x\": it must be"
            + " left out, there is no such field; there are name, enabled",
        "{\"EventPattern\":{\"a\":[1]},\"InputPath\":\"$\",\"enabled\":1} | enabled = 1: it must be"
            + " true or false",
        "{\"EventPattern\":{\"a\":[1]},\"InputPath\":\"$\",\"name\":\"x\"} | name = x: it must be"
            + " mine",
      })
  void aSourceThatIsNotAllowedIsTold(String source, String complaint) {
    assertThatThrownBy(() -> Trial.of("mine", source, OMICS))
        .isInstanceOf(FieldException.class)
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "edp", "Health-Omics", "ro-crate", "..", "ä"})
  void namesThatCannotBeHad(String name) {
    assertThatThrownBy(() -> Trial.of(name, Samples.read("lims-rule.json"), OMICS))
        .isInstanceOf(FieldException.class)
        .hasMessageStartingWith("name = ");
  }

  private static Trial trial(String rule, String event) throws FieldException {
    return Trial.of("mine", Samples.read(rule), event);
  }

  private static Trial custom(String pattern, String detail) throws FieldException {
    return Trial.of(
        "mine",
        "{\"EventPattern\":%s,\"InputTransformer\":{\"InputTemplate\":".formatted(pattern)
            + "\"{\\\"source_prefix\\\":\\\"s3://lab/a/b/\\\"}\"}}",
        "{\"source\":\"s\",\"detail-type\":\"t\",\"detail\":%s}".formatted(detail));
  }
}
