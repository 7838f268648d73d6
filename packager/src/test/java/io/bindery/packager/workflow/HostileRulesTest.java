package io.bindery.packager.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.world.MemoryS3;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.workflow.WorkflowCheck;
import io.bindery.quilt.workflow.WorkflowChoice;
import io.bindery.quilt.workflow.WorkflowException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may write to a registry writes its rules: they must not harm the service. */
@Timeout(60)
class HostileRulesTest {
  private static final PackageName NAME = new PackageName("lab/run");

  private final MemoryS3 s3 = new MemoryS3();
  private final Workflows workflows =
      new Workflows(
          s3,
          new WorkflowSettings(4096, 4096, Duration.ofSeconds(30), Set.of("schemas")),
          Runnable::run);

  private void put(String key, String content) {
    s3.remove("lab", key);
    s3.put("lab", key, "v" + content.hashCode(), content.getBytes(StandardCharsets.UTF_8));
  }

  private void config(String workflow) {
    put(
        ".quilt/workflows/config.yml",
        "version: '1'\nworkflows:\n  w:\n    name: W\n"
            + workflow
            + "\nschemas:\n  s:\n    url: s3://lab/s.json\n  far:\n    url: s3://far/s.json\n");
  }

  private WorkflowCheck rules() {
    try {
      return workflows.rules("lab", WorkflowChoice.named("w")).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  private void check(String metadata) {
    rules().checkPackage(NAME, Optional.empty(), Json.parse(metadata));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(a+)+$", "(a|aa)+$", "(.*)*x", "((a{0,100}){0,100}){0,90}$", "(a*)*\\1b"})
  void aPatternThatBacktracksForEverIsCutOff(String pattern) {
    config("    metadata_schema: s");
    put("s.json", "{\"pattern\": \"%s\"}".formatted(pattern.replace("\\", "\\\\")));
    assertThatThrownBy(() -> check("\"%s!\"".formatted("a".repeat(5000))))
        .hasMessageContaining("takes too long: simplify the pattern");
  }

  /** Patterns and comparisons have one allowance: neither alone takes all of it. */
  @Test
  void whatIsSlowTogetherIsCutOff() {
    var pattern = "\"patternProperties\": {\"a.*x\": true}";
    var comparisons =
        "\"allOf\": [%s]"
            .formatted(String.join(", ", Collections.nCopies(123, "{\"not\": {\"const\": 0}}")));
    var keys = new StringBuilder("{");
    for (int i = 0; i < 2000; i++) {
      keys.append(i == 0 ? "" : ", ").append("\"%s%d\": 1".formatted("a".repeat(100), i));
    }
    config("    metadata_schema: s");
    for (var alone : List.of(pattern, comparisons)) {
      put("s.json", "{%s}".formatted(alone));
      check(keys + "}");
    }
    put("s.json", "{%s, %s}".formatted(comparisons, pattern));
    assertThatThrownBy(() -> check(keys + "}")).hasMessageContaining("takes too long");
  }

  @Test
  void aliasesDoNotMultiply() {
    var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      yaml.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
    }
    put(".quilt/workflows/config.yml", yaml.toString());
    assertThatThrownBy(this::rules)
        .hasMessageStartingWith("Couldn't parse workflows config as YAML")
        .hasMessageContaining("values");
    put(".quilt/workflows/config.yml", "a: &a [*a]");
    assertThatThrownBy(this::rules).isInstanceOf(WorkflowException.class);
    put(".quilt/workflows/config.yml", "[".repeat(2000));
    assertThatThrownBy(this::rules).isInstanceOf(WorkflowException.class);
    put(".quilt/workflows/config.yml", "!!java.net.URL ['http://localhost']");
    assertThatThrownBy(this::rules).isInstanceOf(WorkflowException.class);
  }

  @Test
  void whatIsTooLargeIsNotRead() {
    config("    metadata_schema: s");
    put("s.json", " ".repeat(5000));
    assertThatThrownBy(this::rules)
        .hasMessageContaining("5000 bytes, more than the 4096 allowed")
        .hasMessageContaining("bindery.packager.workflows.max-schema");
    put(".quilt/workflows/config.yml", "#".repeat(5000));
    assertThatThrownBy(this::rules)
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("bindery.packager.workflows.max-config");
    assertThat(s3.reads).hasValue(1);
  }

  @Test
  void schemasAreReadFromAllowedBucketsOnly() {
    config("    metadata_schema: far");
    s3.put("far", "s.json", "v", "true".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(this::rules)
        .hasMessageContaining("bucket 'far' is not allowed")
        .hasMessageContaining("bindery.packager.workflows.schema-buckets");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"$ref\": \"http://localhost/x\"}|$ref",
        "{\"enum\": [{\"$ref\": 1}]}|$ref",
        "{\"pattern\": \"(\"}|no regular expression",
        "{\"definitions\": {\"a\": {\"patternProperties\": {\"*\": true}}}}|no regular expression",
        "{\"minLength\": NaN}|$.minLength",
        "{\"multipleOf\": -Infinity}|$.multipleOf",
        "{\"maxItems\": 1e400}|$.maxItems",
        "[]|not valid",
        "{\"required\": [1]}|$.required[0]",
      })
  void aSchemaThatCannotBeUsedSaysWhy(String schema, String words) {
    config("    metadata_schema: s");
    put("s.json", schema);
    assertThatThrownBy(this::rules)
        .isInstanceOfSatisfying(
            WorkflowException.class,
            e -> assertThat(e.rule()).isEqualTo(WorkflowException.Rule.SCHEMA))
        .hasMessageContaining(words);
  }

  /** By the semantics of Python's numbers: NaN compares to nothing, and 1e400 is infinite. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"maximum\": NaN}|5|",
        "{\"exclusiveMinimum\": NaN}|5|",
        "{\"minimum\": 1e400}|5|METADATA",
        "{\"minimum\": Infinity}|123456789012345678901234567890|METADATA",
        "{\"exclusiveMaximum\": -Infinity}|-1.5|METADATA",
        "{\"minimum\": -Infinity, \"maximum\": Infinity}|5|",
        "{\"minimum\": Infinity}|\"text\"|",
        "{\"multipleOf\": Infinity}|7|",
        "{\"multipleOf\": NaN}|\"text\"|",
        "{\"multipleOf\": NaN}|7|PATTERN",
        "{\"const\": NaN}|5|METADATA",
        "{\"const\": {\"a\": [NaN]}}|{}|METADATA",
        "{\"const\": NaN, \"enum\": [5]}|5|METADATA",
        "{\"enum\": [NaN, 5]}|5|",
        "{\"enum\": [Infinity]}|5|METADATA",
        "{\"default\": NaN, \"examples\": [Infinity], \"x\": NaN}|5|",
      })
  void numbersThatJsonDoesNotHaveDecideAsInPython(String schema, String value, String rule) {
    config("    metadata_schema: s");
    put("s.json", "{\"properties\": {\"v\": %s}}".formatted(schema));
    if (rule == null) {
      check("{\"v\": %s}".formatted(value));
    } else {
      assertThatThrownBy(() -> check("{\"v\": %s}".formatted(value)))
          .isInstanceOfSatisfying(
              WorkflowException.class,
              e -> assertThat(e.rule()).isEqualTo(WorkflowException.Rule.valueOf(rule)));
    }
  }

  @Test
  void aNamePatternThatIsNoneIsNobodysConfigurationError() {
    config("    handle_pattern: '('\n    metadata_schema: not-there");
    assertThatThrownBy(this::rules)
        .isInstanceOfSatisfying(
            WorkflowException.class,
            e -> assertThat(e.rule()).isEqualTo(WorkflowException.Rule.PATTERN))
        .hasMessageContaining("The handle_pattern '('");
  }

  @Test
  void reasonsNameTheirPlaces() {
    config("    metadata_schema: s\n    entries_schema: s");
    put(
        "s.json",
        "{\"items\": {\"properties\": {\"size\": {\"maximum\": 3}}}, \"properties\":"
            + " {\"a b\": {\"items\": {\"type\": \"string\"}}, \"n\": {\"type\": \"integer\"}}}");
    assertThatThrownBy(() -> check("{\"a b\": [\"x\", 1], \"n\": 1.5, \"\": 1}"))
        .hasMessageStartingWith("Metadata failed validation: ")
        .hasMessageContaining("$['a b'][1]: ")
        .hasMessageContaining("$.n: ");
    var entries = rules().entries();
    entries.next("a.txt", 3, JsonObject.EMPTY);
    entries.next("b.txt", 4, JsonObject.EMPTY);
    assertThatThrownBy(entries::end)
        .hasMessageStartingWith("Package entries failed validation: $[1].size: ")
        .hasMessageContaining("(entry 'b.txt')");
  }

  @Test
  void anUnchangedFileIsReadOnce() {
    config("    metadata_schema: s");
    put("s.json", "{\"type\": \"object\"}");
    check("{}");
    check("{}");
    assertThat(s3.reads).hasValue(2);
    put("s.json", "{\"type\": \"null\"}");
    assertThatThrownBy(() -> check("{}")).hasMessageContaining("Metadata failed validation");
  }

  @Test
  void aBrokenHandlePatternIsNamed() {
    config("    handle_pattern: '(?P<a'");
    assertThatThrownBy(this::rules)
        .hasMessageStartingWith("The handle_pattern '(?P<a' of workflow 'w' is no regular");
  }

  private static String nested(String begin, String inner, String end, int depth) {
    return begin.repeat(depth) + inner + end.repeat(depth);
  }

  /** Each asks for the one before it twice. */
  private static String doubling(String keyword, int levels) {
    var schema = new StringBuilder("{\"definitions\": {\"a0\": {\"type\": \"string\"}");
    for (int i = 1; i <= levels; i++) {
      schema.append(
          ", \"a%1$d\": {\"%2$s\": [{\"$ref\": \"#/definitions/a%3$d\"}, {\"$ref\": \"#/definitions/a%3$d\"}]}"
              .formatted(i, keyword, i - 1));
    }
    return schema + "}, \"$ref\": \"#/definitions/a%d\"}".formatted(levels);
  }

  private static String enumeration(int values) {
    return IntStream.range(0, values)
        .mapToObj(i -> "\"value " + i + "\"")
        .collect(Collectors.joining(", ", "{\"enum\": [", "]}"));
  }

  private static Stream<Arguments> oddSchemas() {
    return Stream.of(
        // References that lead to themselves, nowhere, or out.
        arguments("{\"$ref\": \"#\"}", "{}", "SCHEMA"),
        arguments(
            "{\"definitions\": {\"a\": {\"$ref\": \"#/definitions/b\"}, \"b\": {\"$ref\":"
                + " \"#/definitions/a\"}}, \"$ref\": \"#/definitions/a\"}",
            "{}",
            "SCHEMA"),
        arguments(
            "{\"properties\": {\"n\": {\"$ref\": \"#\"}}, \"required\": [\"n\"]}",
            "{\"n\": {\"n\": {}}}",
            "SCHEMA"),
        arguments("{\"allOf\": [{\"$ref\": \"#\"}]}", "{}", "SCHEMA"),
        arguments("{\"not\": {\"$ref\": \"#\"}}", "{}", "SCHEMA"),
        arguments("{\"$ref\": \"#/definitions/none\"}", "{}", "SCHEMA"),
        arguments("{\"$ref\": \"file:///etc/passwd\"}", "{}", "SCHEMA"),
        arguments("{\"$id\": \"http://127.0.0.1:1/\", \"$ref\": \"other.json\"}", "{}", "SCHEMA"),
        arguments("{\"$ref\": \"http://json-schema.org/draft-07/schema#\"}", "{}", "SCHEMA"),
        arguments("{\"$ref\": 5}", "{}", "SCHEMA"),
        // Other drafts.
        arguments("{\"$schema\": \"http://json-schema.org/draft-03/schema#\"}", "{}", "SCHEMA"),
        arguments("{\"$schema\": \"http://json-schema.org/draft-04/schema#\"}", "{}", "SCHEMA"),
        arguments("{\"$schema\": \"http://json-schema.org/draft-06/schema#\"}", "{}", "SCHEMA"),
        arguments("{\"$schema\": \"http://json-schema.org/draft-07/schema\"}", "{}", "SCHEMA"),
        arguments(
            "{\"$schema\": \"https://json-schema.org/draft/2019-09/schema\"}", "{}", "SCHEMA"),
        arguments(
            "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"}", "{}", "SCHEMA"),
        arguments("{\"$schema\": \"http://127.0.0.1:1/mine\"}", "{}", "SCHEMA"),
        arguments("{\"$schema\": 7}", "{}", "SCHEMA"),
        arguments(
            "{\"prefixItems\": [false], \"unevaluatedProperties\": false}", "{\"a\": 1}", "good"),
        arguments("{\"properties\": {\"a\": {\"required\": true}}}", "{}", "SCHEMA"),
        arguments("{\"exclusiveMinimum\": true, \"minimum\": 1}", "{}", "SCHEMA"),
        // Roots of all kinds.
        arguments("true", "{}", "good"),
        arguments("false", "{}", "METADATA"),
        arguments("null", "{}", "SCHEMA"),
        arguments("\"text\"", "{}", "SCHEMA"),
        arguments("5", "{}", "SCHEMA"),
        arguments("[{}]", "{}", "SCHEMA"),
        arguments("", "{}", "SCHEMA"),
        arguments("{\"properties\": {\"a\": false}}", "{\"a\": 1}", "METADATA"),
        // Too large, too deep, too often.
        arguments(enumeration(200_000), "{}", "METADATA"),
        arguments(nested("{\"allOf\": [", "{}", "]}", 3000), "{}", "SCHEMA"),
        arguments(nested("{\"not\": ", "{}", "}", 3000), "{}", "SCHEMA"),
        arguments("{\"const\": " + nested("[", "", "]", 3000) + "}", "{}", "SCHEMA"),
        arguments(doubling("anyOf", 40), "{}", "SCHEMA"));
  }

  /** As quilt3 decides, where it decides at all; in any case with words, soon, and no crash. */
  @ParameterizedTest
  @MethodSource("oddSchemas")
  void anOddSchemaDecidesOrSaysWhyNot(String schema, String metadata, String outcome) {
    var large =
        new Workflows(
            s3,
            new WorkflowSettings(4096, 8 << 20, Duration.ofSeconds(5), Set.of()),
            Runnable::run);
    config("    metadata_schema: s");
    put("s.json", schema);
    String found;
    try {
      large
          .rules("lab", WorkflowChoice.named("w"))
          .toCompletableFuture()
          .join()
          .checkPackage(NAME, Optional.empty(), Json.parse(metadata));
      found = "good";
    } catch (CompletionException | WorkflowException e) {
      var failure = e instanceof WorkflowException ? e : e.getCause();
      assertThat(failure).isInstanceOf(WorkflowException.class);
      assertThat(failure.getMessage()).hasSizeLessThan(3000).doesNotContain("Exception", "java.");
      found = ((WorkflowException) failure).rule().name();
    }
    assertThat(found).isEqualTo(outcome);
  }
}
