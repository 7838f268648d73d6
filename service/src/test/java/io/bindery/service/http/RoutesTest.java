package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Walks all endpoints: what none of them may overlook. */
class RoutesTest {
  private static final String SUGGESTION = "0".repeat(32);
  private static final String JOB = "0123456789abcdef0123456789abcdef";
  private static final JsonMapper JSON = new JsonMapper();

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static URI api;
  private static List<Endpoint> endpoints;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    service = fixture.start("");
    api = service.api().orElseThrow();
    endpoints = service.http().orElseThrow().endpoints();
    assertThat(endpoints).hasSizeGreaterThan(30);
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  @Test
  void theDocumentDescribesWhatThereIsAndNothingElse() throws Exception {
    var documented = new DocumentedEndpoints(Contract.of(endpoints), endpoints);
    documented.check();
    documented.checkForm();
    documented.checkWhole();
  }

  @Test
  void theDocumentIsServedAsJsonAndAsYamlUntilItChanges() throws Exception {
    var json = fixture.get(uri("openapi.json"));
    var yaml = fixture.get(uri("openapi.yaml"));
    JsonNode read = JSON.valueToTree(new Yaml().<Map<String, Object>>load(yaml.body()));
    assertThat(read).isEqualTo(JSON.readTree(json.body()));
    assertThat(JSON.readTree(json.body()).at("/info/version").asText()).isNotEqualTo("0");
    for (var reply : List.of(json, yaml)) {
      var tag = reply.headers().firstValue("ETag").orElseThrow();
      var again = fixture.get(reply.uri(), "If-None-Match", "\"other\", W/" + tag);
      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.headers().firstValue("ETag")).hasValue(tag);
      assertThat(fixture.get(reply.uri(), "If-None-Match", "\"other\"").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void anUnknownParameterIsRefusedEverywhere() throws Exception {
    for (var endpoint : endpoints) {
      var reply = send(endpoint, "?limt=1", example(endpoint));
      assertProblem(endpoint, reply, 400);
      assertThat(JSON.readTree(reply.body()).path("field").asText()).isEqualTo("limt");
    }
  }

  @Test
  void aParameterThatIsThereTwiceIsRefusedEverywhere() throws Exception {
    for (var endpoint : endpoints) {
      for (var name : endpoint.parameters()) {
        assertProblem(
            endpoint, send(endpoint, "?%1$s=1&%1$s=2".formatted(name), example(endpoint)), 400);
      }
    }
  }

  @Test
  void aNulOrWhatIsNotUtf8InAParameterIsRefusedEverywhere() throws Exception {
    for (var endpoint : endpoints) {
      for (var name : endpoint.parameters()) {
        for (var bad : List.of("a%00b", "%FF", "%E2%82")) {
          var reply = send(endpoint, "?%s=%s".formatted(name, bad), example(endpoint));
          assertProblem(endpoint, reply, 400);
        }
      }
    }
  }

  @Test
  void aNulOrWhatIsNotUtf8InAPathIsRefusedEverywhere() throws Exception {
    for (var endpoint : endpoints) {
      for (var bad : List.of("a%00b", "%FF%FE")) {
        var path = endpoint.path().replaceFirst("\\{[a-z]+}", bad);
        if (!path.equals(endpoint.path())) {
          assertProblem(endpoint, send(endpoint.method(), filled(path), example(endpoint)), 400);
        }
      }
    }
  }

  @Test
  void anUnknownFieldIsRefusedEverywhere() throws Exception {
    var seen = new ArrayList<String>();
    for (var endpoint : endpoints) {
      if (endpoint.method().equals("GET") || endpoint.path().equals("events")) {
        continue;
      }
      if (endpoint.path().equals("publications")) {
        // A manifest is kept and read by its publication, which is then refused.
        assertThat(send(endpoint, "", "{\"no-such-field\":1}").statusCode()).isEqualTo(202);
        assertThat(
                send(endpoint, "", "{\"manifest\":\"s3://lab/a.json\",\"no-such-field\":1}").body())
            .contains("no-such-field");
        continue;
      }
      if (endpoint.body() instanceof Endpoint.Body.Fields) {
        var reply = send(endpoint, "", "{\"prefx\":\"x/\",\"all\":true,\"bucket\":\"lab\"}");
        assertProblem(endpoint, reply, 400);
        assertThat(reply.body()).as(endpoint.path()).contains("There is no field ");
        seen.add(endpoint.path());
      } else {
        // What others define is checked by its own reader.
        var line = "{\"no-such-field\":1,\"source_prefix\":\"s3://lab/a/b/\"}";
        var reply = send(endpoint, "", line);
        if (!endpoint.path().endsWith("/validate")) {
          // It answers what is wrong.
          assertThat(reply.statusCode()).as(endpoint + " " + reply.body()).isBetween(400, 422);
        }
        assertThat(reply.body()).as(endpoint.path()).contains("no-such-field");
      }
    }
    assertThat(seen).contains("batches/discard", "batches/flush", "sources:test");
  }

  @Test
  void aBodyThatIsNotUtf8IsAnsweredTheSameEverywhere() throws Exception {
    for (var endpoint : endpoints) {
      if (!endpoint.method().equals("GET")) {
        var request =
            HttpRequest.newBuilder(uri(filled(endpoint.path())))
                .header("Content-Type", type(endpoint))
                .method(
                    endpoint.method(),
                    BodyPublishers.ofByteArray(new byte[] {'{', (byte) 0xff, '}'}))
                .build();
        var reply = fixture.client.send(request, BodyHandlers.ofString());
        assertProblem(endpoint, reply, 400);
        assertThat(reply.body()).contains("The body is not UTF-8.");
      }
    }
  }

  @Test
  void anotherTypeAnotherMethodAndNoSuchPathAreProblems() throws Exception {
    for (var endpoint : endpoints) {
      var path = filled(endpoint.path());
      if (!endpoint.method().equals("GET")) {
        var reply = fixture.send(endpoint.method(), uri(path), "x", "Content-Type", "text/plain");
        assertProblem(endpoint, reply, 415);
      }
      var other = send("PATCH", path, "{}");
      assertProblem(endpoint, other, 405);
      assertThat(other.headers().firstValue("Allow").orElse("")).contains(endpoint.method());
      assertProblem(endpoint, send(endpoint.method(), path + "/no/such/path/at/all", "{}"), 404);
    }
  }

  /** But for the stream, which does not end: StreamTest. */
  @Test
  void headIsAnsweredLikeGet() throws Exception {
    for (var endpoint : endpoints) {
      if (endpoint.method().equals("GET") && !endpoint.path().equals("stream")) {
        var path = filled(endpoint.path());
        var head = send("HEAD", path, "");
        var get = send("GET", path, "");
        assertThat(head.statusCode()).as(path).isEqualTo(get.statusCode());
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Type"))
            .isEqualTo(get.headers().firstValue("Content-Type"));
      }
    }
  }

  private static String example(Endpoint endpoint) {
    return endpoint.method().equals("GET") ? "" : "{}";
  }

  private static String filled(String path) {
    return path.replace("{job}", JOB)
        .replace("{suggestion}", SUGGESTION)
        .replace("{version}", "1")
        .replaceAll("\\{[a-z]+}", "lab");
  }

  private static String type(Endpoint endpoint) {
    return endpoint.body() instanceof Endpoint.Body.Foreign foreign
        ? "application/" + foreign.mediaTypes().stream().sorted().findFirst().orElseThrow()
        : "application/json";
  }

  private static URI uri(String path) {
    return URI.create(api + (path.startsWith("/") ? path : "/api/v1/" + path));
  }

  private static HttpResponse<String> send(Endpoint endpoint, String query, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri(filled(endpoint.path()) + query))
            .header("Content-Type", type(endpoint))
            .method(endpoint.method(), BodyPublishers.ofString(body))
            .build();
    return fixture.client.send(request, BodyHandlers.ofString());
  }

  private static HttpResponse<String> send(String method, String path, String body) {
    return fixture.send(method, uri(path), body, "Content-Type", "application/json");
  }

  private static void assertProblem(Endpoint endpoint, HttpResponse<String> reply, int status)
      throws IOException {
    var what = "%s %s: %s".formatted(endpoint.method(), reply.uri(), reply.body());
    assertThat(reply.statusCode()).as(what).isEqualTo(status);
    assertThat(reply.headers().firstValue("Content-Type"))
        .as(what)
        .hasValue("application/problem+json");
    JsonNode problem = JSON.readTree(reply.body());
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("detail").asText()).isNotBlank().doesNotContain("akka");
  }
}
