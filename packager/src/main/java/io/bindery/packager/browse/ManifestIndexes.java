package io.bindery.packager.browse;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.platform.failure.Causes;
import io.bindery.quilt.manifest.InvalidManifestException;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.manifest.TopHash;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes of manifests that were looked into last. Bounded: by the disk that they take, by how
 * many manifests are read at once, and by how many wait. The one that was used longest ago goes
 * first.
 */
final class ManifestIndexes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ManifestIndexes.class);

  /** How many manifests may wait to be read. */
  private static final int MOST_WAITING = 64;

  /** How many indexes there may be, of whatever size: each has an open file. */
  private static final int MOST_INDEXES = 256;

  /** How long a manifest is taken to be as it was: its content may be written anew. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final RegistryReader registries;
  private final Executor blocking;
  private final Spool spool;
  private final int readsAtOnce;
  private final Duration patience;
  private final IndexRoom room;

  /** In the order of their use, the one that was used last at the end. */
  private final Map<Key, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

  private final Deque<Slot> waiting = new ArrayDeque<>();
  private int reading;

  private record Key(String registry, TopHash topHash) {}

  /** One manifest; all but the future and the progress is guarded by the cache. */
  private static final class Slot {
    private final Key key;
    private final IndexProgress progress = new IndexProgress();
    private final CompletableFuture<ManifestIndex> index = new CompletableFuture<>();
    private String etag = "";
    private long checkedAt = System.nanoTime();
    private int users;
    private boolean given;

    Slot(Key key) {
      this.key = key;
    }
  }

  /**
   * A cache without indexes.
   *
   * @param blocking where manifests and indexes are read
   * @param bytes what all indexes may take of the disk
   * @param patience how long an answer is waited for before the progress is told
   */
  ManifestIndexes(
      RegistryReader registries,
      Executor blocking,
      Spool spool,
      long bytes,
      int readsAtOnce,
      Duration patience) {
    this.registries = registries;
    this.blocking = blocking;
    this.spool = spool;
    this.readsAtOnce = readsAtOnce;
    this.patience = patience;
    this.room = new IndexRoom(bytes, this::giveUp);
  }

  /** Asks indexes something; may throw what reading throws. */
  interface Question<T> {
    T ask(List<ManifestIndex> indexes) throws IOException;
  }

  /** Asks one index something. */
  interface OneQuestion<T> {
    T ask(ManifestIndex index) throws IOException;
  }

  /**
   * Asks the index of a manifest, which is made if it is not there.
   *
   * @return fails with a {@link PackagingException}
   */
  <T> CompletionStage<Answer<T>> ask(String registry, TopHash topHash, OneQuestion<T> question) {
    return ask(registry, List.of(topHash), indexes -> question.ask(indexes.get(0)));
  }

  /** The same of several manifests at once. */
  <T> CompletionStage<Answer<T>> ask(
      String registry, List<TopHash> topHashes, Question<T> question) {
    var found =
        topHashes.stream()
            .map(topHash -> fresh(new Key(registry, topHash)).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
        .thenCompose(
            all -> {
              var slots = found.stream().map(CompletableFuture::join).toList();
              return CompletableFuture.allOf(
                      slots.stream().map(slot -> slot.index).toArray(CompletableFuture[]::new))
                  .thenApply(ready -> true)
                  .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                  .thenComposeAsync(
                      ready ->
                          ready
                              ? asked(registry, topHashes, slots, question)
                              : CompletableFuture.completedFuture(notYet(slots)),
                      blocking);
            });
  }

  private static <T> Answer<T> notYet(List<Slot> slots) {
    return new Answer.NotYet<>(
        slots.stream()
            .filter(slot -> !slot.index.isDone())
            .findFirst()
            .orElse(slots.get(0))
            .progress
            .seen());
  }

  private <T> CompletionStage<Answer<T>> asked(
      String registry, List<TopHash> topHashes, List<Slot> slots, Question<T> question) {
    synchronized (this) {
      if (slots.stream().anyMatch(slot -> slot.given)) {
        // Given up in this very moment: it is read again.
        return ask(registry, topHashes, question);
      }
      slots.forEach(slot -> slot.users++);
    }
    try {
      return CompletableFuture.completedFuture(
          new Answer.Known<>(question.ask(slots.stream().map(slot -> slot.index.join()).toList())));
    } catch (IOException e) {
      throw Failures.of("Reading the index of a manifest", e);
    } finally {
      slots.forEach(this::release);
    }
  }

  private void release(Slot slot) {
    boolean last;
    synchronized (this) {
      last = --slot.users == 0 && slot.given;
    }
    if (last) {
      close(slot);
    }
  }

  /** The slot of a manifest that is as it was a moment ago. */
  private CompletionStage<Slot> fresh(Key key) {
    Slot slot;
    boolean stale;
    synchronized (this) {
      slot = slots.get(key);
      if (slot == null) {
        return CompletableFuture.completedFuture(begin(key));
      }
      stale = slot.index.isDone() && System.nanoTime() - slot.checkedAt > FRESH_NANOS;
    }
    if (!stale) {
      return CompletableFuture.completedFuture(slot);
    }
    return registries
        .manifestEtag(key.registry(), key.topHash())
        .handle(
            (etag, failure) -> {
              synchronized (this) {
                if (failure == null && etag.equals(slot.etag)) {
                  slot.checkedAt = System.nanoTime();
                  return slot;
                }
                drop(slot);
                if (failure != null) {
                  throw Failures.of("Reading manifest " + key.topHash(), failure);
                }
                var another = slots.get(key);
                return another == null ? begin(key) : another;
              }
            });
  }

  /** Guarded by this. */
  private Slot begin(Key key) {
    if (waiting.size() >= MOST_WAITING) {
      throw PackagingException.passing(
          "%d manifests wait to be read for the first time: try again later."
              .formatted(MOST_WAITING));
    }
    while (slots.size() >= MOST_INDEXES && giveUpOne()) {
      // One more has room.
    }
    var slot = new Slot(key);
    slots.put(key, slot);
    waiting.add(slot);
    more();
    return slot;
  }

  /** Guarded by this. */
  private void more() {
    while (reading < readsAtOnce && !waiting.isEmpty()) {
      reading++;
      var slot = waiting.remove();
      blocking.execute(() -> read(slot));
    }
  }

  private void read(Slot slot) {
    var share = room.share();
    try (var manifest =
        registries.manifest(slot.key.registry(), slot.key.topHash()).toCompletableFuture().join()) {
      slot.progress.of(manifest.response().contentLength());
      var index = new IndexBuilder(spool, share, slot.progress).build(manifest);
      synchronized (this) {
        slot.etag = String.valueOf(manifest.response().eTag());
        slot.checkedAt = System.nanoTime();
      }
      slot.index.complete(index);
    } catch (InvalidManifestException | KeyTooLongException e) {
      failed(
          slot,
          share,
          PackagingException.lasting(
              "Manifest %s of s3://%s cannot be read: %s."
                  .formatted(slot.key.topHash(), slot.key.registry(), e.getMessage()),
              e));
    } catch (IOException | RuntimeException e) {
      failed(slot, share, Failures.of("Reading manifest " + slot.key.topHash(), e));
    } finally {
      synchronized (this) {
        reading--;
        more();
      }
    }
  }

  /** Whoever asks again has it read again. */
  private void failed(Slot slot, IndexRoom.Share share, PackagingException failure) {
    share.free();
    synchronized (this) {
      slots.remove(slot.key, slot);
      slot.given = true;
    }
    slot.index.completeExceptionally(failure);
  }

  /** Gives up those that were used longest ago. */
  private void giveUp() {
    synchronized (this) {
      while (room.isOver() && giveUpOne()) {
        // The next one.
      }
    }
  }

  /** Guarded by this; whether there was one that nobody reads. */
  private boolean giveUpOne() {
    for (var slot : slots.values()) {
      if (slot.users == 0 && slot.index.isDone()) {
        drop(slot);
        return true;
      }
    }
    return false;
  }

  /** Guarded by this. */
  private void drop(Slot slot) {
    if (slots.remove(slot.key, slot)) {
      slot.given = true;
      if (slot.users == 0) {
        close(slot);
      }
    }
  }

  private static void close(Slot slot) {
    try {
      if (slot.index.isDone() && !slot.index.isCompletedExceptionally()) {
        slot.index.join().close();
      }
    } catch (IOException e) {
      log.warn("an index of a manifest could not be removed: {}", Causes.text(e));
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      for (var slot : slots.values().toArray(Slot[]::new)) {
        drop(slot);
      }
    }
  }
}
