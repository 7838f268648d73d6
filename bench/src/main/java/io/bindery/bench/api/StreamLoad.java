package io.bindery.bench.api;

import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/**
 * Many clients of the stream, and one that does not read. Each order to a batch is told to all of
 * them; what counts is the time from the sending of the order until a client has its change.
 */
final class StreamLoad {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(40);
  private static final int SMALL_BUFFER = 4096;
  private static final Pattern TOLD =
      Pattern.compile("\"event\":\"paused\".*\"prefix\":\"stream/run-(\\d+)/\"");

  /**
   * What was seen.
   *
   * @param lags milliseconds of each change at each client
   * @param heapBefore MiB that are live with the clients connected, before the orders
   * @param heapAfter and after them
   */
  record Seen(List<Double> lags, double heapBefore, double heapAfter) {}

  private final Http http;
  private final Sizes sizes;
  private final DoubleSupplier heap;
  private final AtomicLongArray sentAt;
  private final List<Client> clients = new ArrayList<>();
  private final CountDownLatch connected;
  private final CountDownLatch told;

  private StreamLoad(Http http, Sizes sizes, DoubleSupplier heap) {
    this.http = http;
    this.sizes = sizes;
    this.heap = heap;
    this.sentAt = new AtomicLongArray(sizes.orders());
    this.connected = new CountDownLatch(sizes.clients());
    this.told = new CountDownLatch(sizes.clients() * sizes.orders());
  }

  static Seen measure(Http http, Sizes sizes, DoubleSupplier heap) {
    return new StreamLoad(http, sizes, heap).run();
  }

  private Seen run() {
    var executor = Executors.newFixedThreadPool(2);
    var client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(executor).build();
    try (var slow = slow(http.address())) {
      for (int i = 0; i < sizes.clients(); i++) {
        var one = new Client();
        clients.add(one);
        var unused =
            client.sendAsync(
                HttpRequest.newBuilder(http.address().resolve("/api/v1/stream?types=batch"))
                    .build(),
                BodyHandlers.fromLineSubscriber(one));
      }
      await(connected, "The clients of the stream are not all connected");
      double before = heap.getAsDouble();
      for (int i = 0; i < sizes.orders(); i++) {
        order(i);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      await(told, "The clients of the stream were not told of all changes");
      if (!slow.isConnected()) {
        throw new BenchException("The client that does not read was not connected");
      }
      double after = heap.getAsDouble();
      return new Seen(clients.stream().flatMap(one -> one.lags.stream()).toList(), before, after);
    } catch (IOException e) {
      throw new BenchException("The client that does not read cannot connect", e);
    } finally {
      clients.forEach(Client::end);
      executor.shutdownNow();
    }
  }

  private void order(int number) {
    sentAt.set(number, System.nanoTime());
    var answer =
        http.post(
            "/api/v1/batches/pause",
            "{\"bucket\": \"%s\", \"prefix\": \"stream/run-%d/\"}"
                .formatted(Filling.BUCKET, number));
    if (answer.status() != 200) {
      throw new BenchException("An order is answered " + answer.status() + ": " + answer.body());
    }
  }

  private static Socket slow(URI address) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(SMALL_BUFFER);
    socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
    socket
        .getOutputStream()
        .write(
            "GET /api/v1/stream HTTP/1.1\r\nHost: %s:%d\r\n\r\n"
                .formatted(address.getHost(), address.getPort())
                .getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  private static void await(CountDownLatch latch, String otherwise) {
    try {
      if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new BenchException(otherwise + ": " + latch.getCount() + " are missing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("It was interrupted", e);
    }
  }

  /** One that reads. */
  private final class Client implements Flow.Subscriber<String> {
    private final List<Double> lags = new ArrayList<>();
    private volatile Flow.Subscription subscription;
    private boolean started;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      if (!started && line.startsWith("event:start")) {
        started = true;
        connected.countDown();
        return;
      }
      var change = TOLD.matcher(line);
      if (change.find()) {
        lags.add((System.nanoTime() - sentAt.get(Integer.parseInt(change.group(1)))) / 1e6);
        told.countDown();
      }
    }

    @Override
    public void onError(Throwable failure) {
      // The changes that are missing are told as such.
    }

    @Override
    public void onComplete() {
      // Likewise.
    }

    void end() {
      if (subscription != null) {
        subscription.cancel();
      }
    }
  }
}
