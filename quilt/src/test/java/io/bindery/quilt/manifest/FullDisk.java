package io.bindery.quilt.manifest;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk that is full until some of it is freed. */
public final class FullDisk {
  private final Path directory;
  private volatile boolean full = true;

  public FullDisk(Path directory) {
    this.directory = directory;
  }

  public void free() {
    full = false;
  }

  public Spool spool() {
    return new Spool(directory, file -> new Disk(Files.newOutputStream(file)));
  }

  /** Files of which only the first few can be opened. */
  public static Spool opening(Path directory, int files) {
    var opened = new AtomicInteger();
    return new Spool(
        directory,
        file -> {
          if (opened.incrementAndGet() > files) {
            throw new IOException("Too many open files");
          }
          return Files.newOutputStream(file);
        });
  }

  private final class Disk extends FilterOutputStream {
    Disk(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      out.write(bytes, offset, length);
    }
  }
}
