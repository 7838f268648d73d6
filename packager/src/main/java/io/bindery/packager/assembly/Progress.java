package io.bindery.packager.assembly;

import io.bindery.packager.content.HashFinder;
import io.bindery.packager.content.HashingJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts what one assembly has done so far, from any thread, and whether it is to end. */
final class Progress implements HashingJob {
  private final long begin = System.nanoTime();
  private final LongAdder listed = new LongAdder();
  private final LongAdder listedBytes = new LongAdder();
  private final LongAdder cached = new LongAdder();
  private final LongAdder stored = new LongAdder();
  private final LongAdder hashed = new LongAdder();
  private final LongAdder doneBytes = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private final List<String> skippedKeys = new ArrayList<>();
  private final Versions versions = new Versions();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private volatile boolean listingDone;
  private volatile boolean cancelled;

  void listed(List<ListedObject> page) {
    for (var object : page) {
      listed.increment();
      listedBytes.add(object.version().size());
      versions.count(object.version());
    }
  }

  void listingDone() {
    listingDone = true;
  }

  void cached(long size) {
    cached.increment();
    doneBytes.add(size);
  }

  void found(HashFinder.Origin origin, long size) {
    switch (origin) {
      case STORED -> stored.increment();
      case COMPUTED -> hashed.increment();
    }
    doneBytes.add(size);
  }

  @Override
  public void hashed(long bytes) {
    bytesRead.add(bytes);
  }

  void cancel() {
    cancelled = true;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  void skipped(String key) {
    skipped.increment();
    synchronized (skippedKeys) {
      if (skippedKeys.size() < AssemblyProgress.MAX_SKIPPED_KEYS) {
        skippedKeys.add(key);
      }
    }
  }

  /** Objects listed so far. */
  long objects() {
    return listed.sum();
  }

  /** Their bytes. */
  long bytes() {
    return listedBytes.sum();
  }

  AssemblyProgress now() {
    List<String> keys;
    synchronized (skippedKeys) {
      keys = List.copyOf(skippedKeys);
    }
    return new AssemblyProgress(
        listed.sum(),
        listedBytes.sum(),
        listingDone,
        hashed.sum(),
        cached.sum() + stored.sum(),
        doneBytes.sum(),
        bytesRead.sum(),
        Duration.ofNanos(System.nanoTime() - begin),
        skipped.sum(),
        keys,
        warnings());
  }

  Versions versions() {
    return versions;
  }

  /** One thing more that whoever uses the package should know. */
  void warn(String sentence) {
    warnings.add(sentence);
  }

  /** What whoever uses the package should know; complete once the assembly is. */
  List<String> warnings() {
    return Stream.concat(versions.warnings(), warnings.stream()).toList();
  }

  @Override
  public String toString() {
    var text =
        "checksums of %d objects from the cache, of %d from S3, %d hashed (%d bytes read)"
            .formatted(cached.sum(), stored.sum(), hashed.sum(), bytesRead.sum());
    return skipped.sum() == 0 ? text : text + ", %d left out".formatted(skipped.sum());
  }
}
