package io.bindery.localaws.state;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a stream line by line, each with its line feed, without a call or a copy for each byte. A
 * line lies in {@link #bytes} until the next one is asked for.
 */
final class LineReader implements Closeable {
  private static final int BLOCK = 1 << 16;

  private final InputStream in;
  private byte[] bytes = new byte[BLOCK];
  private int filled;
  private int from;
  private int end;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** Goes on to the next line; the last one may have no line feed. False at the end. */
  boolean next() throws IOException {
    from = end;
    int looked = from;
    while (true) {
      for (int i = looked; i < filled; i++) {
        if (bytes[i] == '\n') {
          end = i + 1;
          return true;
        }
      }
      looked = filled - from;
      if (!fill()) {
        end = filled;
        return end > from;
      }
    }
  }

  /** Moves what has begun to the front and reads on behind it; false at the end. */
  private boolean fill() throws IOException {
    int begun = filled - from;
    byte[] to = begun > bytes.length / 2 ? new byte[bytes.length * 2] : bytes;
    System.arraycopy(bytes, from, to, 0, begun);
    bytes = to;
    from = 0;
    filled = begun;
    int more = in.read(bytes, filled, bytes.length - filled);
    filled += Math.max(more, 0);
    return more > 0;
  }

  /** Where the line lies, beside others. */
  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  /** In bytes, with the line feed. */
  int length() {
    return end - from;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
