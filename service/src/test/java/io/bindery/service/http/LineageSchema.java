package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a run event has to be: by a schema of our own, and by the specification itself where {@code
 * -Dbindery.openlineage} names a directory with its files (the folder {@code spec} of OpenLineage's
 * repository).
 */
final class LineageSchema {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path OWN_FACET =
      Path.of(System.getProperty("bindery.root", ".."), "docs/lineage/BinderyPackageRunFacet.json");

  private final Schema own;
  private final Set<String> known;
  private final SchemaRegistry registry;

  LineageSchema() {
    var texts = new HashMap<String, String>();
    var facet = text(OWN_FACET);
    texts.put(id(facet), facet);
    var directory = System.getProperty("bindery.openlineage");
    if (directory != null) {
      var spec = text(Path.of(directory, "OpenLineage.json"));
      texts.put(id(spec), spec);
      for (var name :
          List.of(
              "ErrorMessageRunFacet",
              "ProcessingEngineRunFacet",
              "JobTypeJobFacet",
              "DatasetVersionDatasetFacet",
              "OutputStatisticsOutputDatasetFacet")) {
        var one = text(Path.of(directory, "facets", name + ".json"));
        texts.put(id(one), one);
      }
    }
    known = Set.copyOf(texts.keySet());
    registry = registry(texts);
    try (var in = LineageSchema.class.getResourceAsStream("/lineage/run-event.json")) {
      own = registry.getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SchemaRegistry registry(Map<String, String> texts) {
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12,
        builder ->
            builder
                .schemas(texts)
                .schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String id(String schema) {
    try {
      return JSON.readTree(schema).path("$id").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails if an event is none. */
  void check(JsonNode event) {
    assertThat(own.validate(event)).as(event.toPrettyString()).isEmpty();
    checkBy(event.path("schemaURL").asText(), event);
    checkFacets(event);
  }

  /** Each facet by the schema that it names, if that is at hand; ours always is. */
  private void checkFacets(JsonNode node) {
    for (var field : node.properties()) {
      if (field.getValue().has("_schemaURL")) {
        var url = field.getValue().path("_schemaURL").asText();
        checkBy(url, field.getValue());
        if (url.startsWith("urn:bindery:")) {
          assertThat(known).as(url).contains(url.substring(0, url.indexOf('#')));
        }
      }
      checkFacets(field.getValue());
    }
    if (node.isArray()) {
      node.forEach(this::checkFacets);
    }
  }

  private void checkBy(String url, JsonNode value) {
    if (known.contains(url.substring(0, url.indexOf('#')))) {
      var schema = registry.getSchema(SchemaLocation.of(url));
      assertThat(schema.validate(value)).as(url + "\n" + value.toPrettyString()).isEmpty();
    }
  }
}
