package io.bindery.packager.browse;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Stands at a record of an index and reads it. Memory is a small buffer and the largest record. Not
 * safe for use by several threads.
 */
final class IndexCursor {
  private static final int BUFFER_BYTES = 16 << 10;

  private final FileChannel channel;
  private final long size;
  private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

  /** Where in the file the buffer begins. */
  private long base;

  private long at;
  private int length;
  private byte kind;
  private int depth;
  private int nameLength;

  IndexCursor(FileChannel channel, long size) {
    this.channel = channel;
    this.size = size;
  }

  /**
   * Moves to a record.
   *
   * @return false at the end of the file
   */
  boolean to(long offset) throws IOException {
    at = offset;
    if (offset >= size) {
      return false;
    }
    need(IndexFormat.HEAD);
    int from = (int) (at - base);
    length = buffer.getInt(from);
    kind = buffer.get(from + Integer.BYTES);
    depth = buffer.getInt(from + Integer.BYTES + 1);
    nameLength = buffer.getInt(from + 2 * Integer.BYTES + 1);
    if (length < IndexFormat.HEAD || nameLength < 0 || nameLength > length) {
      throw new IOException("the index of a manifest is broken at byte " + at);
    }
    need(length);
    return true;
  }

  /** Moves to the record behind this one, whatever it is. */
  boolean next() throws IOException {
    return to(at + length);
  }

  long at() {
    return at;
  }

  boolean isFile() {
    return kind == IndexFormat.FILE;
  }

  boolean isFolder() {
    return kind == IndexFormat.FOLDER;
  }

  boolean isMark() {
    return kind == IndexFormat.MARK;
  }

  int depth() {
    return depth;
  }

  byte[] bytes() {
    return buffer.array();
  }

  /** Where the name begins in {@link #bytes()}. */
  int nameStart() {
    return (int) (at - base) + IndexFormat.HEAD;
  }

  int nameLength() {
    return nameLength;
  }

  String name() {
    return new String(bytes(), nameStart(), nameLength, StandardCharsets.UTF_8);
  }

  /** Where what is in this folder ends. */
  long folderEnd() {
    return buffer.getLong(rest());
  }

  /** The record that follows in the same folder: of a folder what is behind all that is in it. */
  long behind() {
    return isFolder() ? folderEnd() : at + length;
  }

  Listed.Folder folder(String path) {
    int from = rest() + IndexFormat.TOTALS;
    return new Listed.Folder(
        name(),
        path,
        buffer.getLong(rest() + Long.BYTES),
        buffer.getLong(rest() + 2 * Long.BYTES),
        textAt(from));
  }

  Listed.File file(String path) {
    int from = rest();
    long bytes = buffer.getLong(from);
    int type = from + Long.BYTES;
    int value = behindText(type);
    int physical = behindText(value);
    int metadata = behindText(physical);
    return new Listed.File(
        name(),
        path,
        bytes == IndexFormat.UNKNOWN ? Optional.empty() : Optional.of(bytes),
        textAt(type),
        textAt(value),
        textAt(physical),
        textAt(metadata));
  }

  /** Whether two files have the same size and hash. */
  static boolean sameContent(IndexCursor a, IndexCursor b) {
    return Arrays.equals(
        a.bytes(), a.rest(), a.physicalKey(), b.bytes(), b.rest(), b.physicalKey());
  }

  /** Whether two files have the same metadata, as it is written. */
  static boolean sameMetadata(IndexCursor a, IndexCursor b) {
    return Arrays.equals(
        a.bytes(),
        a.behindText(a.physicalKey()),
        a.end(),
        b.bytes(),
        b.behindText(b.physicalKey()),
        b.end());
  }

  private int physicalKey() {
    return behindText(behindText(rest() + Long.BYTES));
  }

  private int end() {
    return (int) (at - base) + length;
  }

  private int rest() {
    return nameStart() + nameLength;
  }

  private int behindText(int from) {
    return from + Integer.BYTES + Math.max(0, buffer.getInt(from));
  }

  private Optional<String> textAt(int from) {
    int count = buffer.getInt(from);
    return count == IndexFormat.ABSENT
        ? Optional.empty()
        : Optional.of(new String(bytes(), from + Integer.BYTES, count, StandardCharsets.UTF_8));
  }

  /** Has so many bytes from {@link #at} on in the buffer. */
  private void need(int bytes) throws IOException {
    if (at >= base && at + bytes <= base + buffer.limit()) {
      return;
    }
    if (buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocate(bytes);
    }
    buffer.clear();
    base = at;
    while (buffer.position() < bytes) {
      if (channel.read(buffer, base + buffer.position()) < 0) {
        throw new EOFException("the index of a manifest ends within a record");
      }
    }
    buffer.flip();
  }
}
