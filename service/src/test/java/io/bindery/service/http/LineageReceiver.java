package io.bindery.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint of lineage that answers as a test wants it to. */
final class LineageReceiver implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /** How it answers. */
  sealed interface Mode {
    record Takes() implements Mode {}

    record Answers(int status, String body) implements Mode {}

    /** Nothing, until the test is over with it. */
    record Frozen(CountDownLatch over) implements Mode {}

    /** A head, and then a body that does not end. */
    record Drips(CountDownLatch over) implements Mode {}
  }

  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int port;
  private volatile Mode mode = new Mode.Takes();
  private HttpServer server;

  LineageReceiver() {
    server = listening(0);
    port = server.getAddress().getPort();
  }

  private HttpServer listening(int at) {
    try {
      var listening =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
      listening.setExecutor(threads);
      listening.createContext("/api/v1/lineage", this::handle);
      listening.start();
      return listening;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:%d/api/v1/lineage".formatted(port));
  }

  void become(Mode next) {
    mode = next;
  }

  /** Nobody listens any more. */
  void vanish() {
    server.stop(0);
  }

  void comeBack() {
    server = listening(port);
  }

  /** What it took. */
  List<JsonNode> events() {
    return events;
  }

  List<String> authorizations() {
    return authorizations;
  }

  /** What came, taken or not. */
  int calls() {
    return calls.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      calls.incrementAndGet();
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      if (mode instanceof Mode.Answers answers) {
        answer(exchange, answers.status(), answers.body());
      } else if (mode instanceof Mode.Frozen frozen) {
        await(frozen.over());
      } else if (mode instanceof Mode.Drips drips) {
        exchange.sendResponseHeaders(201, 0);
        exchange.getResponseBody().write('x');
        exchange.getResponseBody().flush();
        await(drips.over());
      } else {
        events.add(JSON.readTree(body));
        answer(exchange, 201, "");
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void await(CountDownLatch over) {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
