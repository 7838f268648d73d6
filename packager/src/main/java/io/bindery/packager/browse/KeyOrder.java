package io.bindery.packager.browse;

import java.util.Arrays;

/**
 * The order of a manifest over keys in UTF-8: component by component, each by code point. The bytes
 * of UTF-8 are in that order already; only the slash comes before all of them.
 */
final class KeyOrder {
  private KeyOrder() {}

  /** Compares two keys that are ranges of bytes. */
  static int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    int at = Arrays.mismatch(a, aFrom, aTo, b, bFrom, bTo);
    if (at < 0) {
      return 0;
    }
    if (at >= aTo - aFrom || at >= bTo - bFrom) {
      return Integer.compare(aTo - aFrom, bTo - bFrom);
    }
    return Integer.compare(rank(a[aFrom + at]), rank(b[bFrom + at]));
  }

  /** Compares two records that begin with the length of their key, and the key. */
  static int compareRecords(byte[] a, int aRecord, byte[] b, int bRecord) {
    int aKey = aRecord + Integer.BYTES;
    int bKey = bRecord + Integer.BYTES;
    int aEnd = aKey + intAt(a, aRecord);
    int bEnd = bKey + intAt(b, bRecord);
    int order = compare(a, aKey, aEnd, b, bKey, bEnd);
    // What is said of a folder comes before a file that has no name in it.
    return order != 0 ? order : Byte.compare(a[aEnd], b[bEnd]);
  }

  private static int rank(byte b) {
    return b == '/' ? -1 : b & 0xff;
  }

  private static int intAt(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 24)
        | ((bytes[at + 1] & 0xff) << 16)
        | ((bytes[at + 2] & 0xff) << 8)
        | (bytes[at + 3] & 0xff);
  }
}
