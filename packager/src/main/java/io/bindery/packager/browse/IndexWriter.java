package io.bindery.packager.browse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Writes an index from records that come in the order of a manifest. */
final class IndexWriter {
  private static final int BUFFER_BYTES = 1 << 20;

  private final FileChannel channel;
  private final IndexRoom.Share room;
  private final KeyPath path = new KeyPath();
  private final Deque<Open> open = new ArrayDeque<>();

  /** What was not written yet begins in the file at {@link #base}. */
  private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  private long base;
  private long nextMark;
  private long[] marks = new long[64];
  private int markCount;
  private byte[] name = new byte[0];

  /** A folder that has begun and not ended. */
  private static final class Open {
    private final long totalsAt;
    private long files;
    private long bytes;

    Open(long totalsAt) {
      this.totalsAt = totalsAt;
    }
  }

  IndexWriter(FileChannel channel, IndexRoom.Share room) throws IOException {
    this.channel = channel;
    this.room = room;
    begin(IndexFormat.ROOT, name, 0, 0, null);
  }

  /**
   * Takes a record of {@link RowCodec}.
   *
   * @throws IOException also if the index would be larger than it may be
   */
  void add(ByteBuffer record) throws IOException {
    int length = record.getInt();
    byte[] key = record.array();
    int from = record.arrayOffset() + record.position();
    record.position(record.position() + length);
    boolean isFile = record.get() == RowCodec.FILE;
    int slash = from + length - 1;
    while (slash >= from && key[slash] != '/') {
      slash--;
    }
    folders(key, from, Math.max(from, slash), slash >= from, isFile ? null : record);
    if (isFile) {
      file(key, slash + 1, from + length - slash - 1, record);
    }
  }

  /** Ends folders that the key is not in, and begins those that are new. */
  private void folders(byte[] key, int from, int to, boolean any, ByteBuffer metadata)
      throws IOException {
    int length = to - from;
    name = Arrays.copyOfRange(key, from, to);
    int same = any ? path.common(name, length) : 0;
    while (path.depth() > same) {
      end();
    }
    if (!any) {
      return;
    }
    int start = 0;
    int component = 0;
    byte[] folder = name;
    for (int i = 0; i <= length; i++) {
      if (i == length || folder[i] == '/') {
        if (component++ >= same) {
          boolean last = i == length;
          begin(path.depth(), folder, start, i - start, last ? metadata : null);
          path.add(folder, start, i - start);
        }
        start = i + 1;
      }
    }
  }

  private void begin(int depth, byte[] from, int start, int count, ByteBuffer metadata)
      throws IOException {
    if (depth != IndexFormat.ROOT) {
      mark(from, start, count);
    }
    int rest = metadata == null ? Integer.BYTES : metadata.remaining();
    int length = IndexFormat.HEAD + count + IndexFormat.TOTALS + rest;
    head(length, IndexFormat.FOLDER, depth, from, start, count);
    open.push(new Open(position()));
    buffer.putLong(0).putLong(0).putLong(0);
    if (metadata == null) {
      buffer.putInt(IndexFormat.ABSENT);
    } else {
      buffer.put(metadata.duplicate());
    }
  }

  private void file(byte[] key, int start, int count, ByteBuffer rest) throws IOException {
    mark(key, start, count);
    long bytes = rest.getLong(rest.position());
    head(
        IndexFormat.HEAD + count + rest.remaining(),
        IndexFormat.FILE,
        path.depth(),
        key,
        start,
        count);
    buffer.put(rest.duplicate());
    var folder = open.peek();
    folder.files++;
    folder.bytes = sum(folder.bytes, Math.max(0, bytes));
  }

  /** A search can begin at the record that comes now; it is the next one in this folder. */
  private void mark(byte[] from, int start, int count) throws IOException {
    if (position() < nextMark) {
      return;
    }
    path.add(from, start, count);
    int length = path.length();
    long at = position();
    head(IndexFormat.HEAD + length, IndexFormat.MARK, path.depth() - 1, path.bytes(), 0, length);
    path.cut(path.depth() - 1);
    if (markCount == marks.length) {
      marks = Arrays.copyOf(marks, 2 * markCount);
    }
    marks[markCount++] = at;
    nextMark = at + IndexFormat.BETWEEN_MARKS;
  }

  private void head(int length, byte kind, int depth, byte[] from, int start, int count)
      throws IOException {
    if (buffer.remaining() < length) {
      flush();
      if (buffer.capacity() < length) {
        buffer = ByteBuffer.allocate(length);
      }
    }
    buffer.putInt(length).put(kind).putInt(depth).putInt(count).put(from, start, count);
  }

  private void end() throws IOException {
    var ended = open.pop();
    long end = position();
    if (ended.totalsAt >= base) {
      int at = (int) (ended.totalsAt - base);
      buffer.putLong(at, end).putLong(at + Long.BYTES, ended.files);
      buffer.putLong(at + 2 * Long.BYTES, ended.bytes);
    } else {
      var totals = ByteBuffer.allocate(IndexFormat.TOTALS);
      totals.putLong(end).putLong(ended.files).putLong(ended.bytes).flip();
      while (totals.hasRemaining()) {
        channel.write(totals, ended.totalsAt + totals.position());
      }
    }
    if (!open.isEmpty()) {
      var folder = open.peek();
      folder.files += ended.files;
      folder.bytes = sum(folder.bytes, ended.bytes);
      path.cut(path.depth() - 1);
    }
  }

  /**
   * Ends all folders.
   *
   * @return where the marks are
   */
  long[] finish() throws IOException {
    while (!open.isEmpty()) {
      end();
    }
    flush();
    return Arrays.copyOf(marks, markCount);
  }

  private long position() {
    return base + buffer.position();
  }

  private void flush() throws IOException {
    buffer.flip();
    room.take(buffer.remaining());
    long at = base;
    base += buffer.remaining();
    while (buffer.hasRemaining()) {
      at += channel.write(buffer, at);
    }
    buffer.clear();
  }

  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
