package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An immutable set of the last numbers added. It remembers at least {@code capacity} of them, and
 * up to an eighth, or the largest addition, more; the oldest go first, in groups.
 *
 * <p>It is a short row of sorted arrays, oldest first. Adding appends one and merges neighbours of
 * like size, so that the work for each number is logarithmic and the memory is eight bytes a
 * number.
 */
final class LongWindow {
  static final LongWindow EMPTY = new LongWindow(new long[0][]);

  private static final int GROUPS = 8;

  /** In places: most numbers are within a few such steps. */
  private static final int FIRST_STEP = 8;

  private final long[][] chunks;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  LongWindow(long[][] chunks) {
    this.chunks = chunks;
  }

  @JsonValue
  long[][] chunks() {
    return chunks;
  }

  boolean contains(long value) {
    for (var chunk : chunks) {
      if (contains(chunk, value)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Numbers are hashes, spread evenly, so each is near the place where it would be if they were
   * spread exactly; from there it is looked for in growing steps. Any other numbers are found as
   * well, as fast as by a binary search.
   */
  private static boolean contains(long[] sorted, long value) {
    int from = placeIfEven(sorted.length, value);
    int to = from;
    for (int step = FIRST_STEP; from > 0 && sorted[from] > value; step *= 2) {
      to = from;
      from = Math.max(0, from - step);
    }
    for (int step = FIRST_STEP; to < sorted.length && sorted[to] < value; step *= 2) {
      from = to;
      to = (int) Math.min(sorted.length, (long) to + step);
    }
    return Arrays.binarySearch(sorted, from, Math.min(sorted.length, to + 1), value) >= 0;
  }

  /** The share of all longs that are smaller, of so many places. */
  private static int placeIfEven(int length, long value) {
    return (int) ((((value ^ Long.MIN_VALUE) >>> 33) * length) >>> 31);
  }

  int size() {
    return Arrays.stream(chunks).mapToInt(chunk -> chunk.length).sum();
  }

  /** This window with more numbers, none of which it contains, all different. */
  LongWindow plus(long[] values, int capacity) {
    if (values.length == 0) {
      return this;
    }
    var all = new ArrayList<>(Arrays.asList(chunks));
    var sorted = values.clone();
    Arrays.sort(sorted);
    all.add(sorted);
    mergeNewest(all, Math.max(1, capacity / GROUPS));
    dropOldest(all, capacity);
    return new LongWindow(all.toArray(long[][]::new));
  }

  private static void mergeNewest(List<long[]> all, int largest) {
    while (all.size() > 1) {
      var newer = all.get(all.size() - 1);
      var older = all.get(all.size() - 2);
      if (older.length > 2 * newer.length || older.length + newer.length > largest) {
        return;
      }
      all.remove(all.size() - 1);
      all.set(all.size() - 1, merged(older, newer));
    }
  }

  private static long[] merged(long[] older, long[] newer) {
    var both = Arrays.copyOf(older, older.length + newer.length);
    System.arraycopy(newer, 0, both, older.length, newer.length);
    Arrays.sort(both);
    return both;
  }

  private static void dropOldest(List<long[]> all, int capacity) {
    int size = all.stream().mapToInt(chunk -> chunk.length).sum();
    while (size - all.get(0).length >= capacity) {
      size -= all.remove(0).length;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LongWindow window && Arrays.deepEquals(chunks, window.chunks);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(chunks);
  }

  @Override
  public String toString() {
    return "LongWindow of " + size();
  }
}
