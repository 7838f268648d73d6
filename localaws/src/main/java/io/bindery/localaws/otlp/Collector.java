package io.bindery.localaws.otlp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes spans as OTLP over HTTP and keeps them, or does not take them, as a test says. */
public final class Collector implements AutoCloseable {
  private static final int GOOD = 200;

  /** What came with a call. */
  public record Post(String path, String contentType, Optional<String> authorization) {}

  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final List<WireSpan> spans = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpServer server;
  private volatile int status = GOOD;
  private volatile boolean frozen;

  /** On a free port of this machine. */
  public Collector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Answers so from now on; what it does not answer with 200 it does not keep. */
  public void answers(int newStatus) {
    status = newStatus;
  }

  /** Answers nothing while it is frozen. */
  public void freeze(boolean now) {
    frozen = now;
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = exchange.getRequestHeaders();
      posts.add(
          new Post(
              exchange.getRequestURI().getPath(),
              headers.getFirst("Content-Type"),
              Optional.ofNullable(headers.getFirst("Authorization"))));
      var body = exchange.getRequestBody().readAllBytes();
      if (frozen) {
        closed.await();
        return;
      }
      int answer = status;
      if (answer == GOOD) {
        spans.addAll(WireSpan.read(body));
      }
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(answer, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
