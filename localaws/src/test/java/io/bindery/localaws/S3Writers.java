package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.s3.S3Client;

/** Writers that remember what was answered, and the comparison with what is there. */
final class S3Writers implements AutoCloseable {
  static final String BUCKET = "kept";

  /** What must be there, and what must not. An object's content follows from its key and number. */
  static final class Answered {
    private final Map<String, Content> objects = new ConcurrentHashMap<>();
    private final Map<String, String> open = new ConcurrentHashMap<>();

    /** What has been written since its content was read last. */
    private final Set<String> unread = ConcurrentHashMap.newKeySet();

    private final AtomicInteger count = new AtomicInteger();

    int count() {
      return count.get();
    }
  }

  /** Of an object; its ETag is compared again and again, so it is worked out once. */
  private record Content(String text, String etag) {
    Content(String text) {
      this(text, md5(text));
    }
  }

  private static final Content ABSENT = new Content("(absent)");

  /** Of those who write one object after the other: a client is a thread and its connections. */
  private static final HttpClient ONE = http();

  private final List<Thread> threads = new ArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final HttpClient client = http();
  private volatile boolean stopped;

  private S3Writers() {}

  private static HttpClient http() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /** Each puts objects of its own, puts some again, and deletes some, until the server is gone. */
  static S3Writers start(URI endpoint, int writers, String prefix, Answered answered) {
    S3Writers all = new S3Writers();
    for (int w = 0; w < writers; w++) {
      String mine = prefix + "/" + w;
      Random random = new Random(mine.hashCode());
      Thread thread = new Thread(() -> all.write(endpoint, mine, random, answered));
      all.threads.add(thread);
      thread.start();
    }
    return all;
  }

  private void write(URI endpoint, String prefix, Random random, Answered answered) {
    try {
      for (int i = 0; !stopped; i++) {
        String key = prefix + "/" + i;
        put(client, endpoint, key, content(key, random), answered);
        if (i % 3 == 1) {
          String again = prefix + "/" + (i - 1);
          put(client, endpoint, again, content(again + " again", random), answered);
        }
        if (i % 5 == 4) {
          delete(client, endpoint, prefix + "/" + (i - 2), answered);
        }
      }
    } catch (IOException e) {
      // the server was killed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (AssertionError e) {
      failures.add(e);
    }
  }

  private static String content(String seed, Random random) {
    return (seed + "\n").repeat(1 + random.nextInt(random.nextInt(10) == 0 ? 4_000 : 40));
  }

  static int put(URI endpoint, String key, String content, Answered answered) throws IOException {
    try {
      return put(ONE, endpoint, key, content, answered);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static int put(
      HttpClient client, URI endpoint, String key, String content, Answered answered)
      throws IOException, InterruptedException {
    // Until it is answered, either content may be there.
    answered.open.put(key, content);
    answered.unread.add(key);
    int status =
        client
            .send(
                request(endpoint, key).PUT(HttpRequest.BodyPublishers.ofString(content)).build(),
                HttpResponse.BodyHandlers.discarding())
            .statusCode();
    assertThat(status).isIn(200, 503);
    if (status == 200) {
      answered.objects.put(key, new Content(content));
      answered.count.incrementAndGet();
    }
    answered.open.remove(key);
    return status;
  }

  private static void delete(HttpClient client, URI endpoint, String key, Answered answered)
      throws IOException, InterruptedException {
    answered.open.put(key, "");
    answered.unread.add(key);
    int status =
        client
            .send(request(endpoint, key).DELETE().build(), HttpResponse.BodyHandlers.discarding())
            .statusCode();
    assertThat(status).isEqualTo(204);
    if (status == 204) {
      answered.objects.remove(key);
      answered.count.incrementAndGet();
    }
    answered.open.remove(key);
  }

  private static HttpRequest.Builder request(URI endpoint, String key) {
    return HttpRequest.newBuilder(endpoint.resolve("/" + BUCKET + "/" + key));
  }

  /** Puts objects, large and small, until the disk has refused many. */
  static int fill(URI endpoint, String prefix, Answered answered) throws IOException {
    Random random = new Random(prefix.hashCode());
    int refused = 0;
    for (int i = 0; refused < 25; i++) {
      String key = prefix + "/" + i;
      // First large ones, then such as only the log has no room for.
      int size = refused < 5 ? 300_000 : refused < 15 ? random.nextInt(5_000) : 0;
      if (put(endpoint, key, "x".repeat(size), answered) == 503) {
        refused++;
      }
      assertThat(i).as("writes before the disk was full").isLessThan(30_000);
    }
    return refused;
  }

  /** Deletes what is there, as somebody does whose disk is full. */
  static void empty(URI endpoint, Answered answered) throws IOException {
    try {
      for (String key : List.copyOf(answered.objects.keySet())) {
        delete(ONE, endpoint, key, answered);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /**
   * What was answered is there; what was refused is not; nothing else is. The contents of what was
   * written since the last time are read; of the others the ETag is compared.
   */
  static void verify(URI endpoint, Answered answered) {
    verify(endpoint, answered, false);
  }

  /** The same, and each content is read. */
  static void verifyAll(URI endpoint, Answered answered) {
    verify(endpoint, answered, true);
  }

  private static void verify(URI endpoint, Answered answered, boolean readAll) {
    try (S3Client s3 = Clients.of(endpoint).s3()) {
      s3.createBucket(b -> b.bucket(BUCKET));
      s3.putBucketNotificationConfiguration(
          b ->
              b.bucket(BUCKET).notificationConfiguration(n -> n.eventBridgeConfiguration(e -> {})));
      TreeMap<String, String> listed = new TreeMap<>();
      s3.listObjectsV2Paginator(b -> b.bucket(BUCKET))
          .contents()
          .forEach(o -> listed.put(o.key(), o.eTag()));
      listed.entrySet().parallelStream()
          .forEach(
              one -> {
                String key = one.getKey();
                Content before = answered.objects.getOrDefault(key, ABSENT);
                if (!readAll && !answered.unread.contains(key)) {
                  assertThat(one.getValue()).as(key).isEqualTo(before.etag());
                  return;
                }
                String text = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asUtf8String();
                String open = answered.open.getOrDefault(key, "(none)");
                assertThat(text).as(key).isIn(before.text(), open);
                Content there = new Content(text);
                assertThat(one.getValue()).as(key).isEqualTo(there.etag());
                // From here on it counts as what is there.
                answered.objects.put(key, there);
              });
      answered
          .objects
          .keySet()
          .removeIf(
              key ->
                  !listed.containsKey(key) && answered.open.getOrDefault(key, "(none)").isEmpty());
      answered.open.clear();
      answered.unread.clear();
      assertThat(listed.keySet()).containsAll(answered.objects.keySet());
    }
  }

  private static String md5(String content) {
    try {
      byte[] md5 =
          MessageDigest.getInstance("MD5").digest(content.getBytes(StandardCharsets.UTF_8));
      return '"' + HexFormat.of().formatHex(md5) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join(30_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(failures).isEmpty();
  }
}
