package io.bindery.packager.ahead;

import io.bindery.packager.content.HashFinder;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.quilt.checksum.ObjectHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Hashes that are to go to the cache, many with one statement. For one thread. */
final class Unsaved {
  /** So many are saved at once. */
  private static final int GROUP = 100;

  /** While so many cannot be saved, nothing more is hashed. */
  private static final int MOST = 500;

  private final List<HashFinder.Found> all = new ArrayList<>();

  void add(HashFinder.Found found) {
    all.add(found);
  }

  /** What could not be saved is to be saved again. */
  void addAll(List<HashFinder.Found> found) {
    all.addAll(found);
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

  boolean has(ObjectVersion object) {
    return all.stream().anyMatch(found -> found.object().equals(object));
  }

  List<HashFinder.Found> take() {
    var taken = List.copyOf(all);
    all.clear();
    return taken;
  }

  static Map<ObjectVersion, ObjectHash> hashes(List<HashFinder.Found> found) {
    return found.stream()
        .collect(Collectors.toMap(HashFinder.Found::object, HashFinder.Found::hash, (a, b) -> a));
  }
}
