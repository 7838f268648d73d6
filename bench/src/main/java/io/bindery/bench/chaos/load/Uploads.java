package io.bindery.bench.chaos.load;

import io.bindery.bench.chaos.history.Element;
import io.bindery.bench.chaos.history.HistoryLog;
import io.bindery.bench.chaos.history.Put;
import io.bindery.bench.chaos.world.Account;
import io.bindery.bench.chaos.world.Waiting;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * The load: objects in folders, some of which get many and fill up, others few and fall quiet; new
 * versions of some keys; new folders from time to time. S3 is asked past the gate, so that each
 * upload is acknowledged.
 */
public final class Uploads implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Uploads.class);
  private static final int FOLDERS = 12;
  private static final long GENERATION_MILLIS = 40_000;
  private static final double AGAIN = 0.15;
  private static final int AT_ONCE = 16;
  private static final int LEAST_BYTES = 120;

  private final Account account;
  private final HistoryLog history;
  private final Random random;
  private final double rate;
  private final List<Put> puts = new ArrayList<>();

  /** All that were begun, as if there was no answer. */
  private final Map<Element, Put> begun = new HashMap<>();

  private final Map<String, Integer> versions = new HashMap<>();

  /** By folder, the keys that may be written again: none of them is under way. */
  private final Map<String, List<String>> written = new HashMap<>();

  private final Semaphore slots = new Semaphore(AT_ONCE);
  private final Thread writer;
  private volatile boolean stopped;
  private int files;

  /**
   * Begins.
   *
   * @param rate uploads a second
   */
  public Uploads(Account account, HistoryLog history, long seed, double rate) {
    this.account = account;
    this.history = history;
    this.random = new Random(seed);
    this.rate = rate;
    this.writer = new Thread(this::write, "chaos-uploads");
    writer.setDaemon(true);
    writer.start();
  }

  private void write() {
    long start = System.nanoTime();
    for (long number = 1; !stopped; number++) {
      long due = start + (long) (number / rate * 1e9);
      long wait = (due - System.nanoTime()) / 1_000_000;
      if (wait > 0) {
        Waiting.pause(wait);
      }
      if (!stopped) {
        int folder = folder();
        long generation = generation((System.nanoTime() - start) / 1_000_000, folder);
        var unused = put(next("load-%04d/f%02d".formatted(generation, folder)));
      }
    }
  }

  /**
   * Each folder gives way to another one at its own time. So at any moment there is one that has
   * fallen quiet for good, whose last batch has only the clock to close it.
   */
  static long generation(long millis, int folder) {
    return (millis + folder * GENERATION_MILLIS / FOLDERS) / GENERATION_MILLIS;
  }

  /** The first folders get most. */
  private int folder() {
    return (int) (FOLDERS * Math.pow(random.nextDouble(), 2));
  }

  private synchronized String next(String folder) {
    var known = written.computeIfAbsent(folder, f -> new ArrayList<>());
    if (!known.isEmpty() && random.nextDouble() < AGAIN) {
      return known.remove(random.nextInt(known.size()));
    }
    return "%s/object-%06d.dat".formatted(folder, files++);
  }

  /** Writes an object, a new version of it if it is there; done when S3 has acknowledged it. */
  CompletableFuture<Put> put(String key) {
    slots.acquireUninterruptibly();
    byte[] content;
    Put begins;
    synchronized (this) {
      content = content(key, versions.merge(key, 1, Integer::sum));
      begins = new Put(key, "", content.length, hash(content), System.currentTimeMillis(), 0);
      begun.put(begins.element(), begins);
    }
    return account
        .aws()
        .s3()
        .putObject(r -> r.bucket(Account.BUCKET).key(key), AsyncRequestBody.fromBytes(content))
        .thenApply(
            answer -> acknowledged(begins.as(answer.versionId(), System.currentTimeMillis())))
        .whenComplete(
            (put, failure) -> {
              slots.release();
              if (failure != null) {
                log.warn("{} was not acknowledged: {}", key, failure.toString());
              }
            });
  }

  private synchronized Put acknowledged(Put put) {
    puts.add(put);
    written
        .computeIfAbsent(put.key().substring(0, put.key().lastIndexOf('/')), f -> new ArrayList<>())
        .add(put.key());
    history.note("put", put);
    return put;
  }

  /** No two versions of a key have the same size. */
  private static byte[] content(String key, int version) {
    var text = new StringBuilder("version %d of %s ".formatted(version, key));
    while (text.length() < LEAST_BYTES + version) {
      text.append('.');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** As a manifest has it: S3's checksum of an object of one part. */
  private static String hash(byte[] content) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder().encodeToString(digest.digest(digest.digest(content)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many were acknowledged so far. */
  public synchronized int acknowledged() {
    return puts.size();
  }

  /** All that were acknowledged. */
  public synchronized List<Put> puts() {
    return List.copyOf(puts);
  }

  /**
   * What S3 has besides: the versions of uploads whose answer did not come, for a client that hears
   * nothing tries again. Asks S3; to be called once all uploads have ended.
   */
  List<Put> unanswered() {
    var answered = puts().stream().map(Put::version).collect(Collectors.toSet());
    var found = new ArrayList<Put>();
    account
        .aws()
        .s3()
        .listObjectVersionsPaginator(r -> r.bucket(Account.BUCKET))
        .versions()
        .filter(version -> !answered.contains(version.versionId()))
        .subscribe(
            version ->
                begun(new Element(version.key(), version.size()))
                    .ifPresent(put -> found.add(put.as(version.versionId(), 0))))
        .join();
    return found;
  }

  private synchronized Optional<Put> begun(Element element) {
    return Optional.ofNullable(begun.get(element));
  }

  /** Begins no more, and waits for those that are under way. */
  @Override
  public void close() {
    stopped = true;
    try {
      writer.join();
      slots.acquire(AT_ONCE);
      slots.release(AT_ONCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
