package io.bindery.quilt.manifest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Sorted records, one after the other, as a merge sees them. */
abstract class RecordSource implements AutoCloseable {

  byte[] bytes = new byte[0];
  int start;
  int end;

  /**
   * Moves to the next record, which then lies in {@link #bytes} from {@link #start} to {@link
   * #end}.
   */
  abstract boolean advance() throws IOException;

  @Override
  public abstract void close() throws IOException;

  final ByteBuffer record() {
    return ByteBuffer.wrap(bytes, start, end - start);
  }

  /** Writes the record after its length. */
  final void writeTo(OutputStream out) throws IOException {
    int length = end - start;
    out.write(length >>> 24);
    out.write(length >>> 16);
    out.write(length >>> 8);
    out.write(length);
    out.write(bytes, start, length);
  }
}
