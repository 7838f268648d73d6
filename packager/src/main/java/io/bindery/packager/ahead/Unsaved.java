package io.bindery.packager.ahead;

import io.bindery.packager.content.HashFinder;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.s3.S3Uri;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hashes that are to go to the cache, many with one statement. Of an object that keeps no versions
 * only the newest content waits, as the cache has one place for it. For one thread.
 */
final class Unsaved {
  private static final Logger log = LoggerFactory.getLogger(Unsaved.class);

  /** So many are saved at once. */
  private static final int GROUP = 100;

  /** While so many cannot be saved, nothing more is hashed. */
  private static final int MOST = 500;

  /** What failed so often with others is tried alone, once: one that is bad harms no others. */
  private static final int TRIES_TOGETHER = 3;

  private final Map<S3Uri, Entry> all = new LinkedHashMap<>();

  /**
   * A hash.
   *
   * @param tries how often it could not be saved
   */
  record Entry(HashFinder.Found found, int tries) {
    private S3Uri place() {
      return found.object().location();
    }

    private boolean isAlone() {
      return tries == TRIES_TOGETHER;
    }
  }

  /** Takes the place of what waits of the same object. */
  void add(HashFinder.Found found) {
    var entry = new Entry(found, 0);
    all.remove(entry.place());
    all.put(entry.place(), entry);
  }

  /**
   * What could not be saved is to be saved again, unless something newer came meanwhile.
   *
   * @return how many were tried too often, and are dropped
   */
  int addAgain(List<Entry> failed, String why) {
    int dropped = 0;
    for (var entry : failed) {
      if (entry.isAlone()) {
        log.warn("the hash of {} is not kept: {}", entry.place(), why);
        dropped++;
      } else {
        all.putIfAbsent(entry.place(), new Entry(entry.found(), entry.tries() + 1));
      }
    }
    return dropped;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  boolean isGroup() {
    return all.size() >= GROUP;
  }

  boolean isFull() {
    return all.size() >= MOST;
  }

  /** Whether what is taken next is one that failed with others. */
  boolean isToBeTriedAlone() {
    return all.values().stream().anyMatch(Entry::isAlone);
  }

  boolean has(ObjectVersion object) {
    var entry = all.get(object.location());
    return entry != null && entry.found().object().equals(object);
  }

  /** Takes one that is to be tried alone, else all. */
  List<Entry> take() {
    var taken =
        all.values().stream()
            .filter(Entry::isAlone)
            .findFirst()
            .map(List::of)
            .orElseGet(() -> List.copyOf(all.values()));
    taken.forEach(entry -> all.remove(entry.place()));
    return taken;
  }

  /** In the order in which they came. */
  static Map<ObjectVersion, ObjectHash> hashes(List<Entry> entries) {
    return entries.stream()
        .map(Entry::found)
        .collect(
            Collectors.toMap(
                HashFinder.Found::object, HashFinder.Found::hash, (a, b) -> b, LinkedHashMap::new));
  }
}
