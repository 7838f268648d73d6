package io.bindery.localaws.faulty;

import com.sun.net.httpserver.HttpExchange;
import io.bindery.localaws.http.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Stands before an AWS: hands out each call, its body read, and passes on those it is told to. */
public final class Relay implements AutoCloseable {
  /** Those that the client, or the server, sets itself. */
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "connection", "expect", "transfer-encoding", "upgrade", "http2-settings");

  private static final String LENGTH = "content-length";

  private final URI aws;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final LoopbackServer server;

  /** On a free port of this machine. */
  public Relay(URI aws, LoopbackServer.Handler handler) {
    this.aws = aws;
    this.server = new LoopbackServer(handler);
  }

  public URI endpoint() {
    return server.endpoint();
  }

  /** What AWS answers. */
  public HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(aws.resolve(exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              var lower = name.toLowerCase(Locale.ROOT);
              if (!OWN_HEADERS.contains(lower) && !lower.equals(LENGTH)) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** The headers of an answer that a client may see; their names in any case. */
  public static Map<String, List<String>> headers(HttpResponse<?> reply) {
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    reply
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, List.copyOf(values));
              }
            });
    return headers;
  }

  /** Begins an answer; a body of {@code length} bytes follows, or none if it is -1. */
  public static void begin(
      HttpExchange exchange, int status, Map<String, List<String>> headers, long length)
      throws IOException {
    // The server tells the length itself, but for a HEAD, which has no body to measure.
    boolean head = exchange.getRequestMethod().equals("HEAD");
    headers.forEach(
        (name, values) -> {
          if (head || !name.equalsIgnoreCase(LENGTH)) {
            exchange.getResponseHeaders().put(name, values);
          }
        });
    exchange.sendResponseHeaders(status, length);
  }

  /** Waits until it is closed, as a call does that is never answered. */
  public void awaitClose() throws InterruptedException {
    server.awaitClose();
  }

  @Override
  public void close() {
    server.close();
  }
}
