package io.bindery.bench.chaos.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.bindery.bench.chaos.world.Trouble.Way;
import io.bindery.localaws.faulty.Relay;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Stands between the nodes and AWS, and makes trouble. The load goes past it. */
public final class AwsGate implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int UNAVAILABLE = 503;
  private static final long LOOK_NANOS = 50_000_000;

  private final Relay relay;
  private final List<Trouble> troubles = new CopyOnWriteArrayList<>();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong troubled = new AtomicLong();
  private volatile boolean closed;

  AwsGate(URI aws) {
    this.relay = new Relay(aws, this::handle);
  }

  int port() {
    return relay.endpoint().getPort();
  }

  /** Makes trouble until it is taken back. */
  public void make(Trouble trouble) {
    troubles.add(trouble);
  }

  /** Takes it back. */
  public void end(Trouble trouble) {
    troubles.remove(trouble);
  }

  /** How many calls met trouble. */
  public long troubled() {
    return troubled.get();
  }

  /** How many calls there were. */
  public long calls() {
    return calls.get();
  }

  private Optional<Trouble> meets(AwsCall call) {
    return troubles.stream().filter(trouble -> trouble.meets().test(call)).findFirst();
  }

  private void handle(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    calls.incrementAndGet();
    var call = AwsCall.of(exchange);
    var met = meets(call);
    if (met.isEmpty()) {
      pass(exchange, body);
      return;
    }
    troubled.incrementAndGet();
    var trouble = met.get();
    switch (trouble.way()) {
      case REFUSED -> refuse(exchange, call);
      case STALLED -> {
        while (troubles.contains(trouble) && !closed) {
          LockSupport.parkNanos(LOOK_NANOS);
        }
        refuse(exchange, call);
      }
      case ANSWER_LOST -> {
        var unused = relay.forward(exchange, body);
      }
      case PRETENDED -> pretend(exchange, body);
    }
  }

  private void pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    var answer = relay.forward(exchange, body);
    boolean bare =
        exchange.getRequestMethod().equals("HEAD")
            || answer.body().length == 0
            || answer.statusCode() == 204
            || answer.statusCode() == 304;
    Relay.begin(
        exchange, answer.statusCode(), Relay.headers(answer), bare ? -1 : answer.body().length);
    if (!bare) {
      exchange.getResponseBody().write(answer.body());
    }
  }

  private static void refuse(HttpExchange exchange, AwsCall call) throws IOException {
    boolean xml = call.service().equals("s3");
    var text =
        xml
            ? "<Error><Code>SlowDown</Code><Message>Trouble.</Message></Error>"
            : "{\"__type\":\"ServiceUnavailableException\",\"message\":\"Trouble.\"}";
    var type = xml ? "application/xml" : "application/x-amz-json-1.0";
    answer(exchange, UNAVAILABLE, type, text);
  }

  private static void pretend(HttpExchange exchange, byte[] body) throws IOException {
    var answer = JSON.createObjectNode();
    answer.putArray("Failed");
    var done = answer.putArray("Successful");
    JSON.readTree(body)
        .path("Entries")
        .forEach(entry -> done.addObject().set("Id", entry.get("Id")));
    answer(exchange, 200, "application/x-amz-json-1.0", answer.toString());
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    Relay.begin(exchange, status, Map.of("Content-Type", List.of(type)), head ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Trouble with all calls of one service. */
  public static Trouble of(String service, Way way) {
    return new Trouble(call -> call.service().equals(service), way);
  }

  @Override
  public void close() {
    closed = true;
    relay.close();
  }
}
