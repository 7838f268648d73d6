package io.bindery.localaws.faulty;

import com.sun.net.httpserver.HttpExchange;
import io.bindery.localaws.faulty.Answer.Delivery;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands before an AWS and spoils answers: which ones, from which on, how often and how, a test
 * says.
 */
public final class FaultyProxy implements AutoCloseable {
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

  private final Relay relay;
  private final List<Order> orders = new CopyOnWriteArrayList<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  public FaultyProxy(URI aws) {
    relay = new Relay(aws, this::handle);
  }

  public URI endpoint() {
    return relay.endpoint();
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

  private void handle(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    var call = call(exchange);
    calls.add(call);
    var met = orders.stream().filter(order -> order.meets(call)).toList();
    var answer =
        met.stream().allMatch(Order::done)
            ? answer(relay.forward(exchange, body))
            : new Answer(200, Map.of(), new byte[0], Delivery.WHOLE);
    for (var order : met) {
      answer = order.fault().spoil(answer);
    }
    deliver(exchange, answer);
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

  private static Answer answer(HttpResponse<byte[]> reply) {
    return new Answer(reply.statusCode(), Relay.headers(reply), reply.body(), Delivery.WHOLE);
  }

  private void deliver(HttpExchange exchange, Answer answer)
      throws IOException, InterruptedException {
    if (answer.delivery() == Delivery.NEVER) {
      relay.awaitClose();
      return;
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    long told = told(answer, head);
    Relay.begin(exchange, answer.status(), answer.headers(), told);
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
      relay.awaitClose();
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
    relay.close();
  }
}
