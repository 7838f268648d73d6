package io.bindery.quilt.manifest;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A temporary file, deleted on {@link #close}. Its streams are buffered and fail with a {@link
 * SpoolException}.
 */
public final class SpoolFile implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 << 10;

  private final Spool spool;
  private final Path path;
  private final AtomicLong used = new AtomicLong();

  SpoolFile(Spool spool, Path path) {
    this.spool = spool;
    this.path = path;
  }

  public Path path() {
    return path;
  }

  /**
   * A stream that replaces the content. What it still buffers is written, and may fail, when it is
   * closed.
   */
  public OutputStream output() throws SpoolException {
    try {
      return new BufferedOutputStream(new SpoolOutput(spool.openForWriting(path)), BUFFER_BYTES);
    } catch (IOException e) {
      throw spool.failure("open a file", e);
    }
  }

  public InputStream input() throws SpoolException {
    try {
      return new BufferedInputStream(new SpoolInput(Files.newInputStream(path)), BUFFER_BYTES);
    } catch (IOException e) {
      throw spool.failure("open a file", e);
    }
  }

  @Override
  public void close() throws SpoolException {
    spool.free(used.getAndSet(0));
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw spool.failure("delete a file", e);
    }
  }

  private final class SpoolOutput extends FilterOutputStream {

    SpoolOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws SpoolException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws SpoolException {
      try {
        spool.use(length);
        used.addAndGet(length);
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw spool.failure("write", e);
      }
    }

    @Override
    public void close() throws SpoolException {
      try {
        out.close();
      } catch (IOException e) {
        throw spool.failure("write", e);
      }
    }
  }

  private final class SpoolInput extends FilterInputStream {

    SpoolInput(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws SpoolException {
      try {
        return in.read(bytes, offset, length);
      } catch (IOException e) {
        throw spool.failure("read", e);
      }
    }
  }
}
