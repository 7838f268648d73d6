package io.bindery.bench.localaws;

import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts objects into one bucket, and asks for pages of it. Signs nothing. */
final class LocalS3Load {
  private static final String BUCKET = "bench";
  private static final int BYTES = 4096;
  private static final int CLIENTS = 8;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI endpoint;

  LocalS3Load(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** Makes the bucket, with versions. */
  void prepare() {
    send(request("").PUT(HttpRequest.BodyPublishers.noBody()));
    send(
        request("?versioning")
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")));
  }

  static String key(int i) {
    return String.format(Locale.ROOT, "runs/2026/%03d/sample-%06d.fastq.gz", i % 500, i);
  }

  /** Puts this many objects by eight clients; gives the seconds. */
  double put(int objects) {
    byte[] content = new byte[BYTES];
    new Random(42).nextBytes(content);
    var next = new AtomicInteger();
    long start = System.nanoTime();
    var clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      var all = new ArrayList<Callable<Integer>>();
      for (int c = 0; c < CLIENTS; c++) {
        all.add(
            () -> {
              int mine = 0;
              for (int i = next.getAndIncrement(); i < objects; i = next.getAndIncrement()) {
                send(request("/" + key(i)).PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
                mine++;
              }
              return mine;
            });
      }
      for (Future<Integer> each : clients.invokeAll(all)) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted while objects were put", e);
    } catch (ExecutionException e) {
      throw new BenchException("Objects cannot be put", e);
    } finally {
      clients.shutdownNow();
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /** The milliseconds of listing pages of 1,000 that begin anywhere, the fastest first. */
  List<Double> pages(String query, String marker, int objects, int pages) {
    var random = new Random(42);
    var millis = new ArrayList<Double>();
    for (int i = 0; i < pages; i++) {
      var from = URLEncoder.encode(key(random.nextInt(objects)), StandardCharsets.UTF_8);
      long start = System.nanoTime();
      send(request("?" + query + "&max-keys=1000&" + marker + "=" + from).GET());
      millis.add((System.nanoTime() - start) / 1e6);
    }
    return millis.stream().sorted().toList();
  }

  private HttpRequest.Builder request(String rest) {
    return HttpRequest.newBuilder(endpoint.resolve("/" + BUCKET + rest));
  }

  private void send(HttpRequest.Builder request) {
    var built = request.build();
    try {
      var answer = client.send(built, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new BenchException(
            built.method()
                + " "
                + built.uri()
                + " was answered "
                + answer.statusCode()
                + ": "
                + new String(answer.body(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new BenchException(built.method() + " " + built.uri() + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted", e);
    }
  }
}
