package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The last size of each of the last keys, by the hash of the key: immutable, and kept as {@link
 * LongWindow} keeps its numbers. A key that is written again stands in a newer chunk, which hides
 * the older one.
 */
final class SizeWindow {
  static final SizeWindow EMPTY = new SizeWindow(new long[0][]);

  private static final int GROUPS = 8;

  /** Each is the sorted hashes, and then the sizes in the same order; oldest first. */
  private final long[][] chunks;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  SizeWindow(long[][] chunks) {
    this.chunks = chunks;
  }

  @JsonValue
  long[][] chunks() {
    return chunks;
  }

  /** The size that was noted last for a key; nothing if it is not remembered. */
  OptionalLong get(long hash) {
    for (int i = chunks.length - 1; i >= 0; i--) {
      int keys = chunks[i].length / 2;
      int place = Arrays.binarySearch(chunks[i], 0, keys, hash);
      if (place >= 0) {
        return OptionalLong.of(chunks[i][keys + place]);
      }
    }
    return OptionalLong.empty();
  }

  /** This window with more sizes. */
  SizeWindow plus(Map<Long, Long> sizes, int capacity) {
    if (sizes.isEmpty()) {
      return this;
    }
    var all = new ArrayList<>(Arrays.asList(chunks));
    all.add(chunk(new TreeMap<>(sizes)));
    int largest = Math.max(1, capacity / GROUPS);
    while (all.size() > 1) {
      var newer = all.get(all.size() - 1);
      var older = all.get(all.size() - 2);
      if (older.length > 2 * newer.length || (older.length + newer.length) / 2 > largest) {
        break;
      }
      all.remove(all.size() - 1);
      all.set(all.size() - 1, merged(older, newer));
    }
    dropOldest(all, capacity);
    return new SizeWindow(all.toArray(long[][]::new));
  }

  private static long[] merged(long[] older, long[] newer) {
    var both = new TreeMap<Long, Long>();
    for (var chunk : List.of(older, newer)) {
      int keys = chunk.length / 2;
      for (int i = 0; i < keys; i++) {
        both.put(chunk[i], chunk[keys + i]);
      }
    }
    return chunk(both);
  }

  /** In the order of the keys, which is the map's. */
  private static long[] chunk(SortedMap<Long, Long> sizes) {
    var chunk = new long[2 * sizes.size()];
    int place = 0;
    for (var size : sizes.entrySet()) {
      chunk[place] = size.getKey();
      chunk[sizes.size() + place] = size.getValue();
      place++;
    }
    return chunk;
  }

  private static void dropOldest(List<long[]> all, int capacity) {
    int size = all.stream().mapToInt(chunk -> chunk.length / 2).sum();
    while (size - all.get(0).length / 2 >= capacity) {
      size -= all.remove(0).length / 2;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SizeWindow window && Arrays.deepEquals(chunks, window.chunks);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(chunks);
  }

  @Override
  public String toString() {
    return "SizeWindow of " + Arrays.stream(chunks).mapToInt(chunk -> chunk.length / 2).sum();
  }
}
