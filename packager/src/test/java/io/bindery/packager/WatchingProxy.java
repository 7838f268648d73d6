package io.bindery.packager;

import com.sun.net.httpserver.HttpExchange;
import io.bindery.localaws.faulty.Relay;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
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
   * @param isCopy whether S3 copies an object, or a part of one
   * @param body of services other than S3; else empty
   */
  record Call(String method, String path, String action, boolean isCopy, String body) {
    boolean isRead() {
      return isGet() && !path.contains("/.quilt/") && path.indexOf('/', 1) > 0;
    }

    boolean isS3() {
      return action.isEmpty() && path.length() > 1;
    }

    private boolean isGet() {
      return method.equals("GET");
    }
  }

  /** What happens to a call. */
  enum Fate {
    /** It gets through. */
    FINE,
    /** 500, and nothing is done. */
    BROKEN,
    /** 503, and nothing is done. */
    BUSY,
    /** 403, as of an object in an archive. */
    ARCHIVED,
    /** 403, as without the right to it. */
    DENIED,
    /** The connection ends, and nothing is done. */
    DROPPED,
    /** It is done, but the connection ends without an answer. */
    UNANSWERED,
    /** It is done, and the connection ends within the answer. */
    CUT_OFF
  }

  /**
   * What is to be done at a call.
   *
   * @param ends whether who made it gets no answer any more
   */
  private record Order(Predicate<Call> at, boolean before, boolean ends, Runnable action) {}

  /** A moment at which one thread of work is kept for as long as others need. */
  private final class Hold {
    private final Predicate<Call> at;
    private final boolean before;
    private final AtomicReference<Call> first = new AtomicReference<>();
    private final AtomicBoolean through = new AtomicBoolean();
    private final CountDownLatch reached = new CountDownLatch(1);

    Hold(Predicate<Call> at, boolean before) {
      this.at = at;
      this.before = before;
    }

    boolean isFor(Call call) {
      return at.test(call)
          && (first.compareAndSet(null, call) || first.get().path().equals(call.path()));
    }

    void take(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
      if (!before && through.compareAndSet(false, true)) {
        relay.forward(exchange, body);
      }
      reached.countDown();
      awaitQuietly(letGo);
    }
  }

  private final Relay relay;
  private final List<Order> orders = new CopyOnWriteArrayList<>();
  private final List<Hold> holds = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch letGo = new CountDownLatch(1);

  /** Bytes answered, by path. */
  private final Map<String, AtomicLong> read = new ConcurrentHashMap<>();

  /** How many such calls are under way at most. */
  private record Peak(Predicate<Call> of, AtomicInteger now, AtomicInteger most) {}

  private volatile Peak peak = new Peak(call -> false, new AtomicInteger(), new AtomicInteger());
  private volatile Duration slowness = Duration.ZERO;
  private volatile Function<Call, Fate> fates = call -> Fate.FINE;

  WatchingProxy(URI aws) {
    relay = new Relay(aws, this::handle);
  }

  URI endpoint() {
    return relay.endpoint();
  }

  /** Lets each read of an object take so long. */
  void slowReads(Duration time) {
    slowness = time;
  }

  /**
   * Acts at the next such call, before it gets through or when it has. Who made it, and who makes
   * more of them until then, gets no answer.
   */
  void at(Predicate<Call> call, boolean before, Runnable action) {
    orders.add(new Order(call, before, true, action));
  }

  /**
   * Keeps the next such call, before it gets through or when it has, and who made it waits.
   *
   * @param reached is done when it is there
   */
  void hold(Predicate<Call> call, boolean before, Runnable reached) {
    at(
        call,
        before,
        () -> {
          reached.run();
          quietly(relay::awaitClose);
        });
  }

  /**
   * Keeps one such call, before it gets through or when it has, and its repetitions, until all are
   * let go: who made it may lose patience and make it again.
   *
   * @return done when it is there
   */
  CountDownLatch holdFast(Predicate<Call> call, boolean before) {
    var hold = new Hold(call, before);
    holds.add(hold);
    return hold.reached;
  }

  /** Drops what is held fast. */
  void letGo() {
    holds.clear();
    letGo.countDown();
    letGo = new CountDownLatch(1);
  }

  static void awaitQuietly(CountDownLatch latch) {
    quietly(latch::await);
  }

  /** A wait that ends early if the proxy is closed. */
  private interface Wait {
    void end() throws InterruptedException;
  }

  private static void quietly(Wait wait) {
    try {
      wait.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Acts before the next such call gets through, and lets it. */
  void justBefore(Predicate<Call> call, Runnable action) {
    orders.add(new Order(call, true, false, action));
  }

  /** From now on this happens to calls. */
  void decide(Function<Call, Fate> fate) {
    fates = fate;
  }

  /** Counts from now on how many such calls are under way at most. */
  AtomicInteger peak(Predicate<Call> of) {
    peak = new Peak(of, new AtomicInteger(), new AtomicInteger());
    return peak.most();
  }

  /** Bytes that were read of each object since the last time this was asked. */
  Map<String, Long> takeReads() {
    var all = new ConcurrentHashMap<String, Long>();
    read.forEach((path, bytes) -> all.put(path.substring(path.indexOf('/', 1) + 1), bytes.get()));
    read.clear();
    return all;
  }

  private void handle(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    var call = call(exchange, body);
    for (var hold : holds) {
      if (hold.isFor(call)) {
        hold.take(exchange, body);
        return;
      }
    }
    if (acts(call, true)) {
      return;
    }
    var fate = fates.apply(call);
    switch (fate) {
      case BROKEN -> exchange.sendResponseHeaders(500, -1);
      case BUSY -> exchange.sendResponseHeaders(503, -1);
      case ARCHIVED -> refuse(exchange, "InvalidObjectState");
      case DENIED -> refuse(exchange, "AccessDenied");
      case DROPPED -> {}
      case FINE, UNANSWERED, CUT_OFF -> counted(exchange, call, body, fate);
    }
  }

  private static void refuse(HttpExchange exchange, String code) throws IOException {
    var answer = "<Error><Code>%s</Code></Error>".formatted(code).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(403, answer.length);
    exchange.getResponseBody().write(answer);
  }

  private static Call call(HttpExchange exchange, byte[] body) {
    var path = exchange.getRequestURI().getPath();
    var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    return new Call(
        exchange.getRequestMethod(),
        path,
        target == null ? "" : target.substring(target.indexOf('.') + 1),
        exchange.getRequestHeaders().containsKey("X-Amz-Copy-Source"),
        path.equals("/")
            ? URLDecoder.decode(
                new String(body, StandardCharsets.UTF_8).replaceAll("%(?![0-9A-F]{2})", "%25"),
                StandardCharsets.UTF_8)
            : "");
  }

  private void counted(HttpExchange exchange, Call call, byte[] body, Fate fate)
      throws IOException, InterruptedException {
    var counting = peak;
    if (!counting.of().test(call)) {
      handle(exchange, call, body, fate);
      return;
    }
    counting.most().accumulateAndGet(counting.now().incrementAndGet(), Math::max);
    try {
      handle(exchange, call, body, fate);
    } finally {
      counting.now().decrementAndGet();
    }
  }

  private void handle(HttpExchange exchange, Call call, byte[] body, Fate fate)
      throws IOException, InterruptedException {
    var reply = relay.forward(exchange, body);
    if (call.isRead()) {
      CompletableFuture.runAsync(
              () -> {},
              CompletableFuture.delayedExecutor(slowness.toMillis(), TimeUnit.MILLISECONDS))
          .join();
    }
    if (acts(call, false) || fate == Fate.UNANSWERED) {
      return;
    }
    if (call.isRead()) {
      read.computeIfAbsent(call.path(), path -> new AtomicLong()).addAndGet(reply.body().length);
    }
    answer(exchange, reply, fate == Fate.CUT_OFF);
  }

  private boolean acts(Call call, boolean before) {
    for (var order : orders) {
      if (order.before() == before && order.at().test(call)) {
        if (orders.remove(order)) {
          order.action().run();
        }
        return order.ends();
      }
    }
    return false;
  }

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> reply, boolean cutOff)
      throws IOException {
    int length = reply.body().length == 0 ? -1 : reply.body().length;
    Relay.begin(exchange, reply.statusCode(), Relay.headers(reply), length);
    exchange.getResponseBody().write(reply.body(), 0, reply.body().length / (cutOff ? 2 : 1));
  }

  @Override
  public void close() {
    relay.close();
  }
}
