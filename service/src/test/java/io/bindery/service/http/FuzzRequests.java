package io.bindery.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Requests made from the OpenAPI document, most with something wrong in one place, some with
 * nothing right.
 */
final class FuzzRequests {
  /** What costs a look of a second at a queue, or at S3, is asked for less often. */
  private static final List<String> SLOW = List.of("Dead letters", "Trace", "Reconciliations");

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO", "get");

  private static final List<String> HEADERS =
      List.of(
          "If-Match",
          "If-None-Match",
          "Idempotency-Key",
          "X-Bindery-Actor",
          "X-Bindery-Console",
          "traceparent",
          "Last-Event-ID",
          "Accept",
          "Accept-Encoding",
          "Content-Encoding",
          "Range",
          "Origin",
          "Cookie",
          "Authorization",
          "Expect",
          "If-Modified-Since",
          "X-Forwarded-For");

  private static final List<String> TARGETS =
      List.of(
          "*",
          "//",
          "/api/v1",
          "/api/v1/",
          "/api/v1//batches",
          "/api/v1/batches/",
          "/api/v1/%2e%2e/health",
          "/api/v1/batches?%zz",
          "/api/v1/batches?a=%",
          "/api/v1/batches?&&&==&",
          "/api/v1/batches#x",
          "http://localhost/api/v1/health",
          "/api/v1/packages%3Aconstruct",
          "/api/v1/%C0%AF",
          "/api/v1/sources:test/x",
          "/console/../api/v1/health",
          "/\u00e9",
          "/api/v1/buckets/%00/policy");

  /**
   * A request.
   *
   * @param text its bytes, each as one character
   * @param field that is wrong, so that a refusal must name it; empty: any
   */
  record Request(
      String method, String target, String text, Optional<String> field, boolean endless) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
      return text.length() > 3000 ? text.substring(0, 3000) + " …" : text;
    }
  }

  private final Contract contract;
  private final List<Contract.Operation> operations = new ArrayList<>();

  FuzzRequests(Contract contract) {
    this.contract = contract;
    for (var operation : contract.operations()) {
      int weight = SLOW.contains(operation.node().path("tags").path(0).asText()) ? 1 : 8;
      for (int i = 0; i < weight; i++) {
        operations.add(operation);
      }
    }
  }

  /** The request of a number, the same each time. */
  Request of(long seed) {
    var random = new Random(seed);
    var values = new FuzzValues(random, contract);
    return new Draft(values.one(operations), values, random).request();
  }

  /** A request that is being made. */
  private final class Draft {
    private final Contract.Operation operation;
    private final FuzzValues values;
    private final Random random;
    private String method;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final List<String> query = new ArrayList<>();
    private final List<JsonNode> queryParameters = new ArrayList<>();
    private final List<String> headers = new ArrayList<>();
    private byte[] body = new byte[0];
    private Optional<String> field = Optional.empty();

    Draft(Contract.Operation operation, FuzzValues values, Random random) {
      this.operation = operation;
      this.values = values;
      this.random = random;
      this.method = operation.method().toUpperCase(Locale.ROOT);
      for (var one : operation.node().path("parameters")) {
        var parameter = contract.resolved(one);
        var name = parameter.path("name").asText();
        var value = values.valid(parameter.path("schema")).asText();
        switch (parameter.path("in").asText()) {
          case "path" -> variables.put(name, encoded(value));
          case "query" -> {
            queryParameters.add(parameter);
            if (parameter.path("required").asBoolean()) {
              query.add(name + "=" + encoded(name.equals("uri") ? "s3://lab/a/b.txt" : value));
            }
          }
          default -> {
            // Headers come by chance.
          }
        }
      }
    }

    Request request() {
      var content = operation.node().path("requestBody").path("content");
      var type = content.fieldNames().hasNext() ? content.fieldNames().next() : "";
      JsonNode sent = null;
      if (!type.isEmpty()) {
        var example = content.path(type).path("example");
        sent =
            example.isMissingNode() || values.chance(50)
                ? values.valid(content.path(type).path("schema"))
                : example.deepCopy();
        body =
            (sent.isTextual() ? sent.asText() : sent.toString()).getBytes(StandardCharsets.UTF_8);
        headers.add("Content-Type: " + type);
      }
      var target = Optional.<String>empty();
      switch (random.nextInt(13)) {
        case 0, 1 -> oddParameter();
        case 2 -> query(named("x-" + values.one(HEADERS)), "1", true);
        case 3 -> twice();
        case 4, 5 -> variables.replaceAll((name, value) -> encoded(values.odd()));
        case 6, 7 -> changeBody(sent);
        case 8 -> body = values.body(sent == null ? "{}" : sent.toString());
        case 9, 10 -> oddHeaders();
        case 11 -> method = values.one(METHODS);
        default -> target = values.chance(50) ? Optional.of(oddTarget()) : target;
      }
      return finished(target.orElseGet(this::target));
    }

    private String named(String name) {
      return name.toLowerCase(Locale.ROOT);
    }

    private void oddParameter() {
      if (queryParameters.isEmpty()) {
        return;
      }
      var parameter = values.one(queryParameters);
      var name = parameter.path("name").asText();
      var value = values.odd();
      var schema = contract.resolved(parameter.path("schema"));
      query.removeIf(part -> part.startsWith(name + "="));
      boolean wrong = schema.has("enum") || name.equals("limit") || name.equals("after");
      query(name, value, false);
      // Whatever else may be wrong beside it is named as well as this.
      field = Optional.of("").filter(any -> wrong && !value.isEmpty() && !holdsNothing(value));
    }

    /** What cannot be in an address at all is told of the address. */
    private static boolean holdsNothing(String value) {
      return value.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    private void query(String name, String value, boolean wrong) {
      query.add(name + "=" + encoded(value));
      field = Optional.of(name).filter(it -> wrong);
    }

    private void twice() {
      if (!queryParameters.isEmpty()) {
        var name = values.one(queryParameters).path("name").asText();
        query.removeIf(part -> part.startsWith(name + "="));
        query.add(name + "=1");
        query(name, "1", true);
      }
    }

    private void changeBody(JsonNode sent) {
      if (sent == null || sent.isTextual()) {
        body = values.body("{}");
      } else {
        body = values.changed(sent.deepCopy()).toString().getBytes(StandardCharsets.UTF_8);
      }
    }

    private void oddHeaders() {
      for (int i = random.nextInt(3); i >= 0; i--) {
        var value = values.odd().replace("\r", "").replace("\n", "").replace("\0", "");
        headers.add(values.one(HEADERS) + ": " + value);
      }
      if (values.chance(20)) {
        headers.removeIf(header -> header.startsWith("Content-Type"));
        headers.add(
            "Content-Type: "
                + values.one(
                    List.of(
                        "text/plain",
                        "application/json; charset=utf-16",
                        "x",
                        "application/xml",
                        "multipart/form-data; boundary=x")));
      }
    }

    private String oddTarget() {
      var noise = encoded(values.odd());
      return switch (random.nextInt(3)) {
        case 0 -> values.one(TARGETS);
        case 1 -> "/api/v1/" + noise + "/" + noise;
        default -> operation.path() + "/" + noise;
      };
    }

    private String target() {
      var path = operation.path();
      for (var variable : variables.entrySet()) {
        path = path.replace("{" + variable.getKey() + "}", variable.getValue());
      }
      return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    private Request finished(String target) {
      var bytes = new ByteArrayOutputStream();
      var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
      headers.forEach(header -> head.append(header).append("\r\n"));
      boolean chunked = body.length > 0 && values.chance(10);
      if (chunked) {
        head.append("Transfer-Encoding: chunked\r\n\r\n")
            .append(Integer.toHexString(body.length))
            .append("\r\n");
      } else {
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
      }
      bytes.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
      bytes.writeBytes(body);
      if (chunked) {
        bytes.writeBytes("\r\n0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      }
      return new Request(
          method,
          target,
          bytes.toString(StandardCharsets.ISO_8859_1),
          field,
          operation.path().endsWith("/stream"));
    }

    private static String encoded(String value) {
      return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
  }
}
