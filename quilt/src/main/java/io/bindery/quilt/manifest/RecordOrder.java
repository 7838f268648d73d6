package io.bindery.quilt.manifest;

/** How records are sorted: by what stands at the start of each. */
@FunctionalInterface
public interface RecordOrder {
  /** Compares the record in {@code a} that begins at {@code aStart} with one in {@code b}. */
  int compare(byte[] a, int aStart, byte[] b, int bStart);
}
