package io.bindery.bench.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.bench.child.ChildJvm;
import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An S3 in a process of its own. */
public final class S3Process implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** It must not be what is measured; the collector that costs least is the simplest. */
  private static final List<String> FLAGS = List.of("-Xmx512m", "-XX:+UseSerialGC");

  private final ChildJvm process;
  private final URI endpoint;
  private final HttpClient http = HttpClient.newHttpClient();

  private S3Process(ChildJvm process) {
    this.process = process;
    this.endpoint = URI.create("http://127.0.0.1:" + process.answer());
  }

  /** Starts it and waits until it answers. */
  public static S3Process start(Path log) {
    return new S3Process(ChildJvm.start(S3Main.class, log, FLAGS));
  }

  public URI endpoint() {
    return endpoint;
  }

  /** Makes an empty bucket that can be written to. */
  public void create(String bucket) {
    call("stored?bucket=" + bucket, "");
  }

  /** Makes a bucket full of objects. */
  public void create(String bucket, ObjectSet set) {
    call("generated?bucket=" + bucket, json(set));
  }

  /** Makes an empty bucket with versions that is uploaded to by {@link #upload}. */
  public void createGrowing(String bucket) {
    call("growing?bucket=" + bucket, "");
  }

  /**
   * Has objects come to such a bucket.
   *
   * @param size of each, in bytes
   */
  public List<Uploaded> upload(String bucket, List<String> keys, long size) {
    return List.of(
        read(call("upload?bucket=" + bucket + "&size=" + size, json(keys)), Uploaded[].class));
  }

  /** When an object of a bucket that can be written to was written; absent if it was not. */
  public Optional<Instant> writtenAt(String bucket, String key) {
    var encoded = URLEncoder.encode(key, StandardCharsets.UTF_8);
    var time = read(call("written?bucket=" + bucket + "&key=" + encoded, ""), String.class);
    return time.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(time));
  }

  /** Reads an object of such a bucket as text. */
  public String text(String bucket, String key) {
    return answer(HttpRequest.newBuilder(endpoint.resolve("/" + bucket + "/" + key)).build());
  }

  /** Gives every so-many-th object of a bucket new content. */
  public void change(String bucket, int every) {
    call("change?bucket=" + bucket + "&every=" + every, "");
  }

  /** Has every answer wait for so long from now on. */
  public void latency(Duration pause) {
    call("latency?ms=" + pause.toMillis(), "");
  }

  public S3Usage usage() {
    return read(call("usage", ""), S3Usage.class);
  }

  /** How many bytes of each object of a bucket were sent, by the object's number. */
  public long[] sent(String bucket) {
    return read(call("sent?bucket=" + bucket, ""), long[].class);
  }

  private String call(String path, String body) {
    return answer(
        HttpRequest.newBuilder(endpoint.resolve("/" + Control.PATH + "/" + path))
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private String answer(HttpRequest request) {
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new BenchException(
            "The benchmark's S3 refuses " + request.uri() + ": " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new BenchException("The benchmark's S3 does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted while asking the benchmark's S3", e);
    }
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
