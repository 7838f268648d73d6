package io.bindery.localaws.s3.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Content on its way to the disk. Closed without {@link #keep}, nothing of it is left. */
public final class NewBody implements Closeable {
  private final Bodies.Writing writing;

  NewBody(Bodies.Writing writing) {
    this.writing = writing;
  }

  /**
   * Adds to the content.
   *
   * @throws StoreException if the disk does not take it
   */
  public void write(byte[] bytes, int length) {
    try {
      writing.write(bytes, 0, length);
    } catch (IOException e) {
      throw new StoreException(e);
    }
  }

  public long size() {
    return writing.size();
  }

  /**
   * Flushes the content.
   *
   * @return the body's name; 0 if it is empty
   * @throws StoreException if the disk does not take it
   */
  public long keep() {
    try {
      return writing.keep();
    } catch (IOException e) {
      throw new StoreException(e);
    }
  }

  @Override
  public void close() {
    try {
      writing.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
