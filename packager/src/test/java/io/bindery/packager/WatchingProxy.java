package io.bindery.packager;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Stands between a packager and AWS: counts what is read of each object, and lets a test act just
 * before a call gets through, or just after, when the caller does not know yet.
 */
final class WatchingProxy implements AutoCloseable {
  /**
   * A call.
   *
   * @param method of HTTP
   * @param path with the bucket
   * @param action of services other than S3, such as PutEvents; else empty
   */
  record Call(String method, String path, String action) {
    boolean isRead() {
      return method.equals("GET") && !path.contains("/.quilt/") && path.indexOf('/', 1) > 0;
    }
  }

  /** What is to be done at a call. Whoever made it gets no answer any more. */
  private record Order(Predicate<Call> at, boolean before, Runnable action) {}

  /** Those that the client sets itself. */
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "connection", "content-length", "expect", "transfer-encoding", "upgrade");

  private final URI aws;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final AtomicReference<Order> order = new AtomicReference<>();

  /** Bytes answered, by path. */
  private final Map<String, AtomicLong> read = new ConcurrentHashMap<>();

  private volatile Duration slowness = Duration.ZERO;

  WatchingProxy(URI aws) throws IOException {
    this.aws = aws;
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Lets each read of an object take so long. */
  void slowReads(Duration time) {
    slowness = time;
  }

  /** Acts at the next such call, before it gets through or when it has. */
  void at(Predicate<Call> call, boolean before, Runnable action) {
    order.set(new Order(call, before, action));
  }

  /** Bytes that were read of each object since the last time this was asked. */
  Map<String, Long> takeReads() {
    var all = new ConcurrentHashMap<String, Long>();
    read.forEach((path, bytes) -> all.put(path.substring(path.indexOf('/', 1) + 1), bytes.get()));
    read.clear();
    return all;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      var call =
          new Call(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              target == null ? "" : target.substring(target.indexOf('.') + 1));
      if (acts(call, true)) {
        return;
      }
      var reply = forward(exchange);
      if (call.isRead()) {
        CompletableFuture.runAsync(
                () -> {},
                CompletableFuture.delayedExecutor(slowness.toMillis(), TimeUnit.MILLISECONDS))
            .join();
      }
      if (acts(call, false)) {
        return;
      }
      if (call.isRead()) {
        read.computeIfAbsent(call.path(), path -> new AtomicLong()).addAndGet(reply.body().length);
      }
      answer(exchange, reply);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean acts(Call call, boolean before) {
    var ordered = order.get();
    if (ordered == null || ordered.before() != before || !ordered.at().test(call)) {
      return false;
    }
    if (order.compareAndSet(ordered, null)) {
      ordered.action().run();
    }
    return true;
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

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> reply) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    reply
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              var lower = name.toLowerCase(Locale.ROOT);
              if (!OWN_HEADERS.contains(lower) || (head && lower.equals("content-length"))) {
                exchange.getResponseHeaders().put(name, List.copyOf(values));
              }
            });
    int length = reply.body().length == 0 ? -1 : reply.body().length;
    exchange.sendResponseHeaders(reply.statusCode(), length);
    exchange.getResponseBody().write(reply.body());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
