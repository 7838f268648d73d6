package io.bindery.quilt.manifest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Records collected in memory up to a number of bytes, each after its length, and sorted by an
 * index. Grows as needed, so that few take little.
 */
final class Run {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final int INSERTION_SORT = 8;

  /** For each record: where it starts, and that twice more while sorting. */
  private static final int INDEX_BYTES = 3 * Integer.BYTES;

  private final int maxBytes;
  private final RecordOrder order;
  private byte[] bytes = new byte[0];
  private int[] starts = new int[16];
  private int used;
  private int count;

  Run(int maxBytes, RecordOrder order) {
    this.maxBytes = maxBytes;
    this.order = order;
  }

  static int intAt(byte[] bytes, int at) {
    return (int) INTS.get(bytes, at);
  }

  /**
   * Whether a record of so many bytes still fits; one always fits an empty run. Its index counts
   * too.
   */
  boolean fits(int length) {
    return count == 0
        || (long) used + Integer.BYTES + length + (count + 1L) * INDEX_BYTES <= maxBytes;
  }

  void add(ByteBuffer record) {
    int length = record.remaining();
    int needed = Math.addExact(used, Integer.BYTES + length);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, maxBytes)));
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
    }
    starts[count++] = used;
    INTS.set(bytes, used, length);
    record.get(bytes, used + Integer.BYTES, length);
    used = needed;
  }

  int count() {
    return count;
  }

  /** Forgets the records, keeps the memory. */
  void clear() {
    used = 0;
    count = 0;
  }

  /** Sorts, and gives the records in order. */
  RecordSource sorted() {
    int[] order = Arrays.copyOf(starts, count);
    sort(order.clone(), order, 0, count);
    return new Sorted(bytes, order);
  }

  /** Merge sort of {@code to}, which holds the same as {@code from}. */
  private void sort(int[] from, int[] to, int low, int high) {
    if (high - low <= INSERTION_SORT) {
      for (int i = low + 1; i < high; i++) {
        int start = to[i];
        int at = i;
        for (; at > low && compare(to[at - 1], start) > 0; at--) {
          to[at] = to[at - 1];
        }
        to[at] = start;
      }
      return;
    }
    int middle = (low + high) >>> 1;
    sort(to, from, low, middle);
    sort(to, from, middle, high);
    if (compare(from[middle - 1], from[middle]) <= 0) {
      System.arraycopy(from, low, to, low, high - low);
      return;
    }
    int left = low;
    int right = middle;
    for (int i = low; i < high; i++) {
      boolean takeLeft = right >= high || (left < middle && compare(from[left], from[right]) <= 0);
      to[i] = takeLeft ? from[left++] : from[right++];
    }
  }

  private int compare(int a, int b) {
    return order.compare(bytes, a + Integer.BYTES, bytes, b + Integer.BYTES);
  }

  private static final class Sorted extends RecordSource {

    private final int[] order;
    private int next;

    Sorted(byte[] bytes, int[] order) {
      this.bytes = bytes;
      this.order = order;
    }

    @Override
    boolean advance() {
      if (next == order.length) {
        return false;
      }
      int at = order[next++];
      start = at + Integer.BYTES;
      end = start + intAt(bytes, at);
      return true;
    }

    @Override
    public void close() {
      // Memory only.
    }
  }
}
