package io.bindery.exchange.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.bindery.localaws.LocalAws;
import io.bindery.localaws.exchange.ExchangeFaults;
import io.bindery.localaws.faulty.Relay;
import io.bindery.localaws.http.RestRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Stands between a publisher and AWS. It knows of each call what it does, to which data set, and
 * the how many-th of its kind it is, so that a test can cut the wire at exactly one of them.
 */
public final class Wire implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PRODUCT = "prod-";

  private final LocalAws aws;
  private final Relay relay;
  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

  /** The data sets of jobs and change sets, as the answers told them. */
  private final Map<String, String> owners = new ConcurrentHashMap<>();

  private final List<WireCall> calls = new CopyOnWriteArrayList<>();
  private volatile Function<WireCall, Fate> fates = call -> Fate.FINE;

  public Wire(LocalAws aws) {
    this.aws = aws;
    this.relay = new Relay(aws.endpoint(), this::handle);
  }

  public URI endpoint() {
    return relay.endpoint();
  }

  /** From now on this is asked for each call. It is asked by several threads at once. */
  public void decide(Function<WireCall, Fate> decision) {
    fates = decision;
  }

  /** The calls so far, in the order in which they came. */
  public List<WireCall> calls() {
    return List.copyOf(calls);
  }

  /** Those that are about a data set. */
  public List<WireCall> calls(String dataSet) {
    return calls.stream().filter(call -> call.dataSet().equals(dataSet)).toList();
  }

  /** How often an operation was called for a data set. */
  public long count(String dataSet, String operation) {
    return calls(dataSet).stream().filter(call -> call.operation().equals(operation)).count();
  }

  private void handle(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    var request =
        new RestRequest(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            exchange.getRequestURI().getRawQuery() == null
                ? ""
                : exchange.getRequestURI().getRawQuery(),
            body);
    var call = call(exchange, request);
    calls.add(call);
    switch (fates.apply(call)) {
      case FINE -> answer(exchange, forward(exchange, call, body));
      case UNANSWERED -> forward(exchange, call, body);
      case DROPPED -> {}
      case REFUSED -> refuse(exchange);
      case HELD_BEFORE -> relay.awaitClose();
      case HELD_AFTER -> {
        forward(exchange, call, body);
        relay.awaitClose();
      }
    }
  }

  private static void refuse(HttpExchange exchange) throws IOException {
    var body = "{\"Message\": \"Refused on order.\"}".getBytes(UTF_8);
    exchange.getResponseHeaders().set("x-amzn-ErrorType", "ValidationException");
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(400, body.length);
    exchange.getResponseBody().write(body);
  }

  private WireCall call(HttpExchange exchange, RestRequest request) {
    var authorization = exchange.getRequestHeaders().getFirst("Authorization");
    var scope = authorization == null ? "" : authorization;
    String operation;
    String dataSet;
    if (scope.contains("/dataexchange/aws4_request")) {
      operation = aws.dataExchange().operation(request.method(), request.rawPath());
      if (operation.equals("UpdateRevision") && request.json().path("Finalized").asBoolean()) {
        operation = ExchangeFaults.FINALIZE;
      }
      dataSet = ofExchange(operation, request);
    } else if (scope.contains("/aws-marketplace/aws4_request")) {
      operation = aws.dataExchange().catalog().operation(request.method(), request.rawPath());
      dataSet = ofCatalog(operation, request);
    } else {
      operation = ofS3(request);
      dataSet = request.segments().size() > 1 ? request.segments().get(1) : prefix(request);
    }
    int number = numbers.merge(operation + " " + dataSet, 1, Integer::sum) - 1;
    return new WireCall(operation, dataSet, number);
  }

  private String ofExchange(String operation, RestRequest request) {
    var parts = request.segments();
    return switch (operation) {
      case "CreateJob" -> {
        var details = request.json().path("Details").elements();
        yield details.hasNext() ? details.next().path("DataSetId").asText() : "";
      }
      case "StartJob", "GetJob", "CancelJob" -> owners.getOrDefault(parts.get(2), "");
      case "ListJobs" -> request.parameter("dataSetId").orElse("");
      default -> parts.size() > 2 && parts.get(1).equals("data-sets") ? parts.get(2) : "";
    };
  }

  private String ofCatalog(String operation, RestRequest request) {
    return switch (operation) {
      case "DescribeEntity" -> product(request.parameter("entityId").orElse(""));
      case "StartChangeSet" ->
          product(
              request.json().path("ChangeSet").path(0).path("Entity").path("Identifier").asText());
      case "DescribeChangeSet" ->
          owners.getOrDefault(request.parameter("changeSetId").orElse(""), "");
      default -> "";
    };
  }

  /** Products of these tests bear the name of their data set. */
  private static String product(String entity) {
    var id = entity.replaceFirst("@.*", "");
    return id.startsWith(PRODUCT) ? id.substring(PRODUCT.length()) : "";
  }

  private static String ofS3(RestRequest request) {
    boolean object = request.segments().size() > 1;
    return switch (request.method()) {
      case "HEAD" -> object ? "HeadObject" : "HeadBucket";
      case "GET" -> object ? "GetObject" : "ListObjects";
      case "PUT" -> object ? "PutObject" : "PutBucket";
      default -> "";
    };
  }

  private static String prefix(RestRequest request) {
    return request.parameter("prefix").map(prefix -> prefix.split("/", 2)[0]).orElse("");
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, WireCall call, byte[] body)
      throws IOException, InterruptedException {
    var reply = relay.forward(exchange, body);
    if (reply.statusCode() / 100 == 2) {
      switch (call.operation()) {
        case "CreateJob" -> owners.put(text(reply, "Id"), call.dataSet());
        case "StartChangeSet" -> owners.put(text(reply, "ChangeSetId"), call.dataSet());
        default -> {
          // Others make nothing that later calls name alone.
        }
      }
    }
    return reply;
  }

  private static String text(HttpResponse<byte[]> reply, String field) throws IOException {
    try {
      JsonNode answer = JSON.readTree(reply.body());
      return answer.path(field).asText();
    } catch (JsonProcessingException e) {
      throw new IOException(e);
    }
  }

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> reply) throws IOException {
    boolean none = reply.body().length == 0;
    Relay.begin(
        exchange, reply.statusCode(), Relay.headers(reply), none ? -1 : reply.body().length);
    if (!none) {
      exchange.getResponseBody().write(reply.body());
    }
  }

  @Override
  public void close() {
    relay.close();
  }
}
