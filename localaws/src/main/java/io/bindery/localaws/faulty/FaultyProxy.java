package io.bindery.localaws.faulty;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bindery.localaws.faulty.Answer.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands before an AWS and spoils answers: which ones, from which on, how often and how, a test
 * says.
 */
public final class FaultyProxy implements AutoCloseable {
  /** Those that the client, or the server, sets itself. */
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "connection", "expect", "transfer-encoding", "upgrade", "http2-settings");

  /**
   * A fault that was ordered.
   *
   * @param done whether what was asked for is done
   * @param seen how many calls have met it
   */
  private record Order(
      Predicate<Call> which, int after, int times, boolean done, Fault fault, AtomicInteger seen) {
    boolean meets(Call call) {
      if (!which.test(call)) {
        return false;
      }
      int number = seen.getAndIncrement();
      return number >= after && number - after < times;
    }
  }

  private final URI aws;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Order> orders = new CopyOnWriteArrayList<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  public FaultyProxy(URI aws) {
    this.aws = aws;
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** All such answers are spoiled from now on. */
  public void spoil(Predicate<Call> which, Fault fault) {
    spoil(which, 0, Integer.MAX_VALUE, fault);
  }

  /**
   * Some such answers are spoiled; what they are to was done.
   *
   * @param after how many are answered well before
   * @param times how many are spoiled then
   */
  public void spoil(Predicate<Call> which, int after, int times, Fault fault) {
    orders.add(new Order(which, after, times, true, fault, new AtomicInteger()));
  }

  /** The next such calls are answered so, and what they ask for is not done. */
  public void refuse(Predicate<Call> which, int times, Fault fault) {
    orders.add(new Order(which, 0, times, false, fault, new AtomicInteger()));
  }

  /** From now on all is well, and no call is remembered. */
  public void clear() {
    orders.clear();
    calls.clear();
  }

  /** The calls so far, in the order in which they came. */
  public List<Call> calls(Predicate<Call> which) {
    return calls.stream().filter(which).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var call = call(exchange);
      calls.add(call);
      var met = orders.stream().filter(order -> order.meets(call)).toList();
      var answer =
          met.stream().allMatch(Order::done)
              ? answer(forward(exchange, body))
              : new Answer(200, Map.of(), new byte[0], Delivery.WHOLE);
      for (var order : met) {
        answer = order.fault().spoil(answer);
      }
      deliver(exchange, answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Call call(HttpExchange exchange) {
    var uri = exchange.getRequestURI();
    var headers = exchange.getRequestHeaders();
    var target = headers.getFirst("X-Amz-Target");
    return new Call(
        exchange.getRequestMethod(),
        uri.getPath(),
        query(uri.getRawQuery()),
        headers.containsKey("X-Amz-Copy-Source"),
        target == null ? "" : target.substring(target.indexOf('.') + 1),
        Optional.ofNullable(headers.getFirst("Range")));
  }

  private static Map<String, String> query(String raw) {
    var query = new TreeMap<String, String>();
    for (var parameter : raw == null ? new String[0] : raw.split("&", -1)) {
      int equals = parameter.indexOf('=');
      query.put(
          decoded(equals < 0 ? parameter : parameter.substring(0, equals)),
          equals < 0 ? "" : decoded(parameter.substring(equals + 1)));
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(aws.resolve(exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              var lower = name.toLowerCase(Locale.ROOT);
              if (!OWN_HEADERS.contains(lower) && !lower.equals("content-length")) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static Answer answer(HttpResponse<byte[]> reply) {
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
    return new Answer(reply.statusCode(), headers, reply.body(), Delivery.WHOLE);
  }

  private void deliver(HttpExchange exchange, Answer answer)
      throws IOException, InterruptedException {
    if (answer.delivery() == Delivery.NEVER) {
      closed.await();
      return;
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    answer
        .headers()
        .forEach(
            (name, values) -> {
              if (head || !name.equalsIgnoreCase("content-length")) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    long told = told(answer, head);
    exchange.sendResponseHeaders(answer.status(), told);
    var out = exchange.getResponseBody();
    if (answer.delivery() == Delivery.WHOLE) {
      // One that was told too short ends there, one too long breaks off.
      out.write(answer.body(), 0, (int) Math.min(Math.max(told, 0), answer.body().length));
      return;
    }
    int part = answer.delivery() == Delivery.HEADERS_ONLY ? 0 : answer.body().length / 2;
    out.write(answer.body(), 0, part);
    out.flush();
    if (answer.delivery() != Delivery.CUT_OFF) {
      closed.await();
    }
  }

  /** A length that a fault tells is told, though it is not that of the body. */
  private static long told(Answer answer, boolean head) {
    var header = answer.headers().get("Content-Length");
    long length = header == null ? answer.body().length : Long.parseLong(header.get(0));
    return head || length == 0 || answer.status() == 204 || answer.status() == 304 ? -1 : length;
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
