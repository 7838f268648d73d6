package io.bindery.packager.browse;

import java.util.Arrays;

/** A key in UTF-8 that is changed in place, from its end, while records go by in order. */
final class KeyPath {
  private byte[] bytes = new byte[256];
  private int length;

  /** How long the path is up to the component of each depth, without the slash behind it. */
  private int[] ends = new int[16];

  private int depth;

  /** Empties it. */
  void clear() {
    length = 0;
    depth = 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** How many components it has. */
  int depth() {
    return depth;
  }

  /** Keeps the first components only. */
  void cut(int components) {
    depth = components;
    length = components == 0 ? 0 : ends[components - 1];
  }

  /** Adds a component, which may be empty. */
  void add(byte[] from, int start, int count) {
    int slash = depth == 0 ? 0 : 1;
    bytes = room(bytes, length + slash + count);
    if (slash == 1) {
      bytes[length++] = '/';
    }
    System.arraycopy(from, start, bytes, length, count);
    length += count;
    if (depth == ends.length) {
      ends = Arrays.copyOf(ends, 2 * depth);
    }
    ends[depth++] = length;
  }

  /** Replaces it by a whole key. */
  void set(byte[] key, int start, int count) {
    clear();
    int from = start;
    int end = start + count;
    for (int i = start; i <= end; i++) {
      if (i == end || key[i] == '/') {
        add(key, from, i - from);
        from = i + 1;
      }
    }
  }

  /** How many components a key begins with that are the first ones of this path. */
  int common(byte[] key, int keyLength) {
    int at = Arrays.mismatch(bytes, 0, length, key, 0, keyLength);
    int equal = at < 0 ? length : at;
    int same = 0;
    while (same < depth
        && ends[same] <= equal
        && (ends[same] == keyLength || key[ends[same]] == '/')) {
      same++;
    }
    return same;
  }

  private static byte[] room(byte[] bytes, int needed) {
    return needed <= bytes.length
        ? bytes
        : Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
  }
}
