package io.bindery.exchange.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Folds the keys that are to be shared into as few prefixes and keys as share nothing else. It is
 * given all keys of a bucket, shared and not, in the order of their UTF-8; a folder without a key
 * that is not shared becomes one prefix. Memory depends on the depth of the keys alone.
 */
final class Cover {
  /** A folder whose keys are coming. Its path ends in {@code /}, or is empty for the bucket. */
  private static final class Folder {
    private final String path;
    private final List<String> items = new ArrayList<>();
    private boolean tooMany;
    private boolean foreign;

    Folder(String path) {
      this.path = path;
      // A prefix has at least one part.
      this.foreign = path.isEmpty();
    }
  }

  private final int most;
  private final Deque<Folder> open = new ArrayDeque<>();

  /**
   * An empty cover.
   *
   * @param most how many prefixes and keys there may be together
   */
  Cover(int most) {
    this.most = most;
    open.push(new Folder(""));
  }

  /** Takes the next key. */
  void add(String key, boolean shared) {
    while (!key.startsWith(open.element().path)) {
      close();
    }
    int from = open.element().path.length();
    for (int slash = key.indexOf('/', from); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      open.push(new Folder(key.substring(0, slash + 1)));
    }
    var folder = open.element();
    if (shared) {
      item(folder, key);
    } else {
      folder.foreign = true;
    }
  }

  private void close() {
    var folder = open.pop();
    var above = open.element();
    above.foreign |= folder.foreign;
    if (!folder.foreign) {
      item(above, folder.path);
    } else {
      folder.items.forEach(item -> item(above, item));
      above.tooMany |= folder.tooMany;
    }
  }

  private void item(Folder folder, String item) {
    if (folder.items.size() == most) {
      folder.tooMany = true;
    } else {
      folder.items.add(item);
    }
  }

  /** The prefixes, which end in {@code /}, and keys; nothing if they are too many. */
  Optional<List<String>> finish() {
    while (open.size() > 1) {
      close();
    }
    var bucket = open.element();
    return bucket.tooMany ? Optional.empty() : Optional.of(List.copyOf(bucket.items));
  }
}
