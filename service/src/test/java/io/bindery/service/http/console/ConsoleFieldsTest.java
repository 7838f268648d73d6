package io.bindery.service.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * The console reads no field that the API lacks: JavaScript would show nothing for it, or count
 * nothing, and never complain.
 */
class ConsoleFieldsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PARTS = "/io/bindery/service/http/openapi/";

  /** Fields of the API have underscores; names of the console's own have none. */
  private static final Pattern FIELD = Pattern.compile("\\b[a-z]+(?:_[a-z0-9]+)+\\b");

  /**
   * Names with underscores that are not of the API: a file of Quilt, and a field of its manifests.
   */
  private static final Set<String> OF_QUILT = Set.of("quilt_summarize", "user_meta");

  /** By what name a script has something, and what that is. */
  private record Read(String script, String variable, String schema) {}

  private static final List<Read> READS =
      List.of(
          new Read("pages/home.js", "j", "Job"),
          new Read("pages/home.js", "b", "OpenBatch"),
          new Read("pages/jobs.js", "job", "Job"),
          new Read("lib/attention.js", "j", "Job"));

  /** The properties of each schema. */
  private final Map<String, Set<String>> schemas = new HashMap<>();

  /** What is asked for in addresses. */
  private final Set<String> parameters = new TreeSet<>();

  @BeforeEach
  void readTheDocument() throws IOException {
    for (var part : resource("parts.txt").lines().toList()) {
      JsonNode all = JSON.valueToTree(new Yaml().load(resource(part + ".yaml")));
      all.at("/components/schemas")
          .properties()
          .forEach(schema -> schemas.put(schema.getKey(), names(schema.getValue())));
      all.path("paths").findValues("parameters").stream()
          .flatMap(asked -> asked.findValuesAsText("name").stream())
          .forEach(parameters::add);
    }
  }

  private static String resource(String name) throws IOException {
    try (var stream = ConsoleFieldsTest.class.getResourceAsStream(PARTS + name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The properties of a schema, and of those within it. */
  private static Set<String> names(JsonNode schema) {
    var names = new TreeSet<String>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    schema.forEach(within -> names.addAll(names(within)));
    return names;
  }

  private static Set<String> found(Pattern pattern, String text) {
    var found = new TreeSet<String>();
    pattern
        .matcher(text.replaceAll("(?m)^\\s*(?://|/?\\*).*$", ""))
        .results()
        .forEach(match -> found.add(match.group(match.groupCount())));
    return found;
  }

  private static String text(ConsoleFiles files, String script) {
    return new String(files.byName().get(script), StandardCharsets.UTF_8);
  }

  @Test
  void eachFieldIsOneOfTheApi() {
    var known = new TreeSet<>(OF_QUILT);
    known.addAll(parameters);
    schemas.values().forEach(known::addAll);
    var files = ConsoleFiles.read();
    for (var script : files.byName().keySet()) {
      if (script.endsWith(".js") && !script.startsWith("vendor/")) {
        assertThat(known).as(script).containsAll(found(FIELD, text(files, script)));
      }
    }
  }

  @Test
  void whatIsReadOfJobsAndBatchesIsThere() {
    var files = ConsoleFiles.read();
    for (var read : READS) {
      var fields =
          found(
              Pattern.compile("\\b" + read.variable() + "\\??\\.([a-z_]+)\\b"),
              text(files, read.script()));
      assertThat(fields).as(read.toString()).isNotEmpty();
      assertThat(schemas.get(read.schema())).as(read.toString()).containsAll(fields);
    }
  }
}
