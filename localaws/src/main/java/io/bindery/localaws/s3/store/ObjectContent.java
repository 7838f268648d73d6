package io.bindery.localaws.s3.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** A range of an object's content. Its files stay until it is closed. */
public final class ObjectContent extends InputStream {
  private final Bodies bodies;
  private final List<Segment> held;
  private final List<Segment> rest;
  private long skip;
  private long left;
  private InputStream current = InputStream.nullInputStream();
  private boolean closed;

  /** The caller holds the segments for it. */
  ObjectContent(Bodies bodies, List<Segment> segments, long offset, long length) {
    this.bodies = bodies;
    this.held = segments;
    this.rest = new ArrayList<>(segments);
    this.left = length;
    this.skip = offset;
    while (!rest.isEmpty() && skip >= rest.get(0).size()) {
      skip -= rest.remove(0).size();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (left > 0) {
      int n = current.read(bytes, offset, (int) Math.min(length, left));
      if (n > 0) {
        left -= n;
        return n;
      }
      current.close();
      if (rest.isEmpty()) {
        throw new IOException("The content ends " + left + " bytes early.");
      }
      Segment next = rest.remove(0);
      current = next.body() == 0 ? InputStream.nullInputStream() : bodies.open(next.body(), skip);
      skip = 0;
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try {
        current.close();
      } finally {
        bodies.release(held);
      }
    }
  }
}
