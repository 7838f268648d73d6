package io.bindery.localaws.otlp;

import com.sun.net.httpserver.HttpExchange;
import io.bindery.localaws.http.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans as OTLP over HTTP and keeps them, or does not take them, as a test says. */
public final class Collector implements AutoCloseable {
  private static final int GOOD = 200;

  /** What came with a call. */
  public record Post(String path, String contentType, Optional<String> authorization) {}

  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final List<WireSpan> spans = new CopyOnWriteArrayList<>();
  private volatile int status = GOOD;
  private volatile boolean frozen;
  private final LoopbackServer server = new LoopbackServer(this::handle);

  /** Answers so from now on; what it does not answer with 200 it does not keep. */
  public void answers(int newStatus) {
    status = newStatus;
  }

  /** Answers nothing while it is frozen. */
  public void freeze(boolean now) {
    frozen = now;
  }

  public URI endpoint() {
    return server.endpoint();
  }

  private void handle(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    var headers = exchange.getRequestHeaders();
    posts.add(
        new Post(
            exchange.getRequestURI().getPath(),
            headers.getFirst("Content-Type"),
            Optional.ofNullable(headers.getFirst("Authorization"))));
    if (frozen) {
      server.awaitClose();
      return;
    }
    int answer = status;
    if (answer == GOOD) {
      spans.addAll(WireSpan.read(body));
    }
    exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(answer, -1);
  }

  /** The calls, in their order. */
  public List<Post> posts() {
    return List.copyOf(posts);
  }

  /** The spans that it took. */
  public List<WireSpan> spans() {
    return List.copyOf(spans);
  }

  @Override
  public void close() {
    server.close();
  }
}
