package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.bindery.service.http.openapi.OpenApiDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Holds the document and the endpoints of a service against each other, both ways. */
final class DocumentedEndpoints {
  private static final String JSON = "application/json";

  private final Contract contract;
  private final Map<String, Endpoint> endpoints = new HashMap<>();

  DocumentedEndpoints(Contract contract, List<Endpoint> endpoints) {
    this.contract = contract;
    var described = contract.operations().stream().map(DocumentedEndpoints::key).toList();
    for (var endpoint : endpoints) {
      var key = OpenApiDocument.key(endpoint);
      // What only browsers ask for need not be there.
      boolean page = endpoint.role().isEmpty() && !endpoint.address().startsWith("api");
      if (!page || described.contains(key)) {
        this.endpoints.put(key, endpoint);
      }
    }
  }

  /** Fails unless both have the same methods, paths, and parameters. */
  void check() {
    var described = new ArrayList<String>();
    for (var operation : contract.operations()) {
      described.add(line(key(operation), names(operation)));
    }
    var there = new ArrayList<String>();
    endpoints.forEach(
        (key, endpoint) -> {
          var names = new ArrayList<>(endpoint.parameters());
          Arrays.stream(endpoint.address().split("/", -1))
              .filter(segment -> segment.startsWith("{"))
              .forEach(names::add);
          there.add(line(key, names));
        });
    assertThat(described)
        .as("the operations of the document, and the endpoints of the service")
        .containsExactlyInAnyOrderElementsOf(there);
    contract.operations().forEach(this::checkBody);
  }

  /** What a body may hold. */
  private void checkBody(Contract.Operation operation) {
    var endpoint = endpoints.get(key(operation));
    var content = operation.node().path("requestBody").path("content");
    var types = new TreeSet<String>();
    content.fieldNames().forEachRemaining(types::add);
    if (endpoint.body() instanceof Endpoint.Body.Foreign foreign) {
      assertThat(types)
          .as(key(operation))
          .isEqualTo(
              new TreeSet<>(foreign.mediaTypes().stream().map("application/"::concat).toList()));
    } else if (endpoint.body() instanceof Endpoint.Body.Fields fields) {
      var described = new TreeSet<String>();
      contract
          .resolved(content.path(JSON).path("schema"))
          .path("properties")
          .fieldNames()
          .forEachRemaining(described::add);
      assertThat(described).as(key(operation)).isEqualTo(new TreeSet<>(fields.names()));
    } else {
      assertThat(types).as(key(operation)).containsExactly(JSON);
    }
  }

  private List<String> names(Contract.Operation operation) {
    var names = new ArrayList<String>();
    for (var one : operation.node().path("parameters")) {
      var parameter = contract.resolved(one);
      var name = parameter.path("name").asText();
      switch (parameter.path("in").asText()) {
        case "query" -> names.add(name);
        case "path" -> names.add("{" + name + "}");
        default -> {
          // Headers belong to no endpoint.
        }
      }
    }
    return names;
  }

  private static String key(Contract.Operation operation) {
    return operation.method().toUpperCase(Locale.ROOT) + " " + operation.path();
  }

  private static String line(String key, List<String> names) {
    return key + " " + names.stream().sorted().toList();
  }

  /** Fails unless it is an OpenAPI document, by the schema of OpenAPI 3.1 and all its own. */
  void checkForm() throws IOException {
    try (var in = getClass().getResourceAsStream("/openapi/schema-3.1.json")) {
      var schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(in);
      assertThat(schema.validate(contract.document())).isEmpty();
      ObjectNode other = contract.document().deepCopy();
      ((ObjectNode) other.at("/paths/~1api~1v1~1version/get")).put("sumary", "misspelt");
      assertThat(schema.validate(other)).isNotEmpty();
    }
    var dialect =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    for (var schema : contract.document().path("components").path("schemas").properties()) {
      assertThat(dialect.validate(schema.getValue())).as(schema.getKey()).isEmpty();
    }
  }

  /** Fails if a reference leads nowhere, or an operation's name or an example is wrong. */
  void checkWhole() {
    checkReferences(contract.document());
    var ids = contract.operations().stream().map(it -> it.node().path("operationId").asText());
    assertThat(ids.toList()).doesNotContain("").doesNotHaveDuplicates();
    for (var operation : contract.operations()) {
      for (var content : operation.node().path("requestBody").path("content").properties()) {
        if (content.getValue().has("example")) {
          contract.valid(
              "%s/requestBody/content/%s/schema"
                  .formatted(operation.pointer(), content.getKey().replace("/", "~1")),
              content.getValue().path("example"),
              "the example of " + key(operation));
        }
      }
    }
  }

  private void checkReferences(JsonNode node) {
    if (node.has("$ref")) {
      var ref = node.path("$ref").asText();
      assertThat(contract.document().at(ref.substring(1)).isMissingNode()).as(ref).isFalse();
    }
    node.forEach(this::checkReferences);
  }
}
