package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.bindery.service.http.openapi.OpenApiDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The OpenAPI document as a judge: whether what was asked for and what was answered is as it says.
 * An object with fields that the document does not name is none of it here, although clients are
 * told that there may be more later.
 */
final class Contract {
  private static final String ID = "https://bindery.invalid/openapi.json";
  private static final JsonMapper JSON = new JsonMapper();

  /** What any path may be answered, also one that is there. */
  private static final Set<Integer> ANYWHERE = Set.of(405, 414, 431, 501, 505);

  /** To make one takes a moment, and nearly all services of the tests can be asked for the same. */
  private static final Map<List<List<Object>>, Contract> KNOWN = new ConcurrentHashMap<>();

  private final JsonNode document;
  private final SchemaRegistry schemas;

  private Contract(JsonNode document) {
    this.document = document;
    this.schemas =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder
                    .schemas(Map.of(ID, closed(document.deepCopy()).toString()))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  }

  /** That of a service, by what it can be asked for. */
  static Contract of(List<Endpoint> endpoints) {
    return KNOWN.computeIfAbsent(
        endpoints.stream().map(Contract::described).toList(),
        absent -> new Contract(JSON.valueToTree(OpenApiDocument.of("0", endpoints))));
  }

  /** All of it but who answers, of which the document says nothing. */
  private static List<Object> described(Endpoint endpoint) {
    return List.of(
        endpoint.method(),
        endpoint.path(),
        endpoint.parameters(),
        endpoint.body(),
        endpoint.role(),
        endpoint.audited());
  }

  /** An answer as it came. */
  record Answer(int status, Map<String, List<String>> headers, String body) {
    String type() {
      return header("content-type").map(type -> type.split(";", 2)[0].strip()).orElse("");
    }

    Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .flatMap(header -> header.getValue().stream())
          .findFirst();
    }
  }

  /** The document as it is published. */
  JsonNode document() {
    return document;
  }

  /** An operation of the document, and where it stands in it. */
  record Operation(String method, String path, JsonNode node) {
    String pointer() {
      return "#/paths/" + path.replace("~", "~0").replace("/", "~1") + "/" + method;
    }
  }

  /** All operations. */
  List<Operation> operations() {
    var all = new ArrayList<Operation>();
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        all.add(new Operation(operation.getKey(), path.getKey(), operation.getValue()));
      }
    }
    return all;
  }

  /** The operation that a request is for: of two that match, the one that says more by name. */
  Optional<Operation> operation(String method, URI uri) {
    var asked = uri.getRawPath().split("/", -1);
    var wanted = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    return operations().stream()
        .filter(operation -> operation.method().equals(wanted))
        .filter(operation -> matches(operation.path().split("/", -1), asked))
        .min(
            Comparator.comparingLong(
                operation -> operation.path().chars().filter(c -> c == '{').count()));
  }

  private static boolean matches(String[] template, String[] asked) {
    if (template.length != asked.length) {
      return false;
    }
    for (int i = 0; i < asked.length; i++) {
      boolean any = template[i].startsWith("{") && !asked[i].isEmpty();
      if (!any && !template[i].equals(asked[i])) {
        return false;
      }
    }
    return true;
  }

  /** Fails unless the document knows this answer to this request. */
  void check(String method, URI uri, Optional<String> sent, Answer answer) {
    if (isPage(uri) && operation(method, uri).isEmpty()) {
      return;
    }
    var what = "%s %s: %d %s".formatted(method, uri, answer.status(), answer.body());
    boolean withBody = !method.equals("HEAD") && answer.status() != 304;
    if (answer.status() >= 400) {
      assertThat(answer.type()).as(what).matches("application/(problem\\+)?json");
    }
    var found = operation(method, uri);
    if (found.isEmpty()) {
      assertThat(answer.status()).as("in no path of the document: %s", what).isGreaterThan(399);
      if (withBody) {
        valid("#/components/schemas/Problem", parsed(answer.body()), what);
      }
      return;
    }
    var operation = found.get();
    var response = resolved(operation.node().path("responses").path("" + answer.status()));
    if (response.isMissingNode()) {
      assertThat(answer.status()).as("not in the document: %s", what).isIn(ANYWHERE);
      return;
    }
    response
        .path("headers")
        .properties()
        .forEach(
            header -> {
              if (resolved(header.getValue()).path("required").asBoolean()) {
                assertThat(answer.header(header.getKey())).as(what).isPresent();
              }
            });
    if (withBody) {
      checkBody(operation, answer, response, what);
    }
    if (answer.status() < 300 && sent.isPresent()) {
      checkSent(operation, uri, sent.get(), what);
    }
  }

  /** What browsers show is not described, but for the page of the document itself. */
  static boolean isPage(URI uri) {
    return !uri.getRawPath().startsWith("/api");
  }

  private void checkBody(Operation operation, Answer answer, JsonNode response, String what) {
    var content = response.path("content");
    if (content.isEmpty()) {
      assertThat(answer.body()).as("the document says that it is empty: %s", what).isEmpty();
      return;
    }
    assertThat(content.has(answer.type())).as("type %s: %s", answer.type(), what).isTrue();
    if (answer.type().endsWith("json")) {
      var ref =
          operation.node().path("responses").path("" + answer.status()).path("$ref").asText("");
      var at = ref.isEmpty() ? operation.pointer() + "/responses/" + answer.status() : ref;
      var schema = at + "/content/" + answer.type().replace("/", "~1") + "/schema";
      if (answer.type().endsWith("ndjson")) {
        answer.body().lines().forEach(line -> valid(schema, parsed(line), what));
      } else {
        valid(schema, parsed(answer.body()), what);
      }
    }
  }

  /** What was done for a request was described. */
  private void checkSent(Operation operation, URI uri, String sent, String what) {
    var parameters = new ArrayList<String>();
    operation.node().path("parameters").forEach(one -> parameters.add(name(resolved(one))));
    if (uri.getRawQuery() != null && !uri.getRawQuery().isEmpty()) {
      for (var part : uri.getRawQuery().split("&", -1)) {
        assertThat(parameters).as(what).contains("query " + part.split("=", 2)[0]);
      }
    }
    var schema = "/requestBody/content/application~1json/schema";
    if (!operation.node().at(schema).isMissingNode() && !sent.isEmpty() && sent.startsWith("{")) {
      valid(operation.pointer() + schema, parsed(sent), "what was sent, " + sent + "\n" + what);
    }
  }

  private static String name(JsonNode parameter) {
    return parameter.path("in").asText() + " " + parameter.path("name").asText();
  }

  /** Fails unless a value is as a schema of the document says. */
  void valid(String pointer, JsonNode value, String what) {
    var errors = schemas.getSchema(SchemaLocation.of(ID + pointer)).validate(value);
    assertThat(errors).as("%s is not as the document says at %s", what, pointer).isEmpty();
  }

  /** What a reference leads to; the node itself if it is none. */
  JsonNode resolved(JsonNode node) {
    var ref = node.path("$ref").asText("");
    return ref.isEmpty() ? node : document.at(ref.substring(1));
  }

  private static JsonNode parsed(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(body, e);
    }
  }

  /** Objects have the fields that are named, and no others. */
  private static JsonNode closed(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.forEach(Contract::closed);
      if (object.path("properties").isObject() && !object.has("additionalProperties")) {
        object.put("additionalProperties", false);
      }
      if (object.path("allOf") instanceof ArrayNode parts) {
        parts.forEach(part -> ((ObjectNode) part).remove("additionalProperties"));
        object.put("unevaluatedProperties", false);
      }
    } else if (node instanceof ArrayNode array) {
      array.forEach(Contract::closed);
    }
    return node;
  }
}
