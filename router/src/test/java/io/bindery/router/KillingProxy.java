package io.bindery.router;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between a router and AWS, and knows by the calls what the router has done and has not: at
 * the moment that is asked for it kills it.
 */
final class KillingProxy implements AutoCloseable {
  /** A moment between the receive of a notice and the end of its announcement. */
  enum Moment {
    /** The router has messages, and nothing of them is in the journal. */
    AFTER_RECEIVE("ReceiveMessage", false),
    /** The journal has them, the queue has them still. */
    BEFORE_DELETE("DeleteMessageBatch", true),
    /** Only the journal has them: the tables lag behind. */
    AFTER_DELETE("DeleteMessageBatch", false),
    /** Batches are closed, and not announced. */
    BEFORE_ANNOUNCING("PutEvents", true),
    /** The bus has the announcements, the journal does not know. */
    AFTER_ANNOUNCING("PutEvents", false),
    /** The database has what sources made of events, the packager's queue has not. */
    BEFORE_SENDING("SendMessageBatch", true),
    /** The packager's queue has it, the database does not know. */
    AFTER_SENDING("SendMessageBatch", false);

    private final String action;
    private final boolean before;

    Moment(String action, boolean before) {
      this.action = action;
      this.before = before;
    }
  }

  private record Order(Moment moment, Runnable kill) {}

  /** Those that the client sets itself. */
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "connection", "content-length", "expect", "upgrade", "http2-settings");

  private final URI aws;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final AtomicReference<Order> order = new AtomicReference<>();

  KillingProxy(URI aws) throws IOException {
    this.aws = aws;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Kills at the next such moment. */
  void killAt(Moment moment, Runnable kill) {
    order.set(new Order(moment, kill));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var action = action(exchange);
      if (kills(action, true, "")) {
        return;
      }
      var reply = forward(exchange);
      var text = new String(reply.body(), StandardCharsets.UTF_8);
      if (kills(action, false, text)) {
        return;
      }
      reply
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                  exchange.getResponseHeaders().put(name, values);
                }
              });
      int length = reply.body().length == 0 ? -1 : reply.body().length;
      exchange.sendResponseHeaders(reply.statusCode(), length);
      exchange.getResponseBody().write(reply.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean kills(String action, boolean before, String reply) {
    var ordered = order.get();
    if (ordered == null
        || ordered.moment().before != before
        || !action.equals(ordered.moment().action)
        || (ordered.moment() == Moment.AFTER_RECEIVE && !reply.contains("ReceiptHandle"))) {
      return false;
    }
    if (order.compareAndSet(ordered, null)) {
      ordered.kill().run();
    }
    return true;
  }

  private static String action(HttpExchange exchange) {
    var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    return target == null ? "" : target.substring(target.indexOf('.') + 1);
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(aws.resolve(exchange.getRequestURI()))
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
