package io.bindery.quilt.manifest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** The directory for temporary files while a manifest is made. Not to be shared by processes. */
public final class Spool {

  private static final String PREFIX = "bindery-";
  private static final String SUFFIX = ".spool";

  /** Opens a file for writing; another one makes the disk full in tests. */
  interface Opener {
    OutputStream open(Path file) throws IOException;
  }

  private final Path directory;
  private final Opener opener;
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  Spool(Path directory, Opener opener) {
    this(directory, opener, Long.MAX_VALUE);
  }

  private Spool(Path directory, Opener opener, long limit) {
    this.directory = directory;
    this.opener = opener;
    this.limit = limit;
  }

  /**
   * Opens the directory, and makes it if it is not there.
   *
   * @throws SpoolException if it cannot be made or written to
   */
  public static Spool open(Path directory) throws SpoolException {
    return open(directory, Long.MAX_VALUE);
  }

  /**
   * Opens the directory, and makes it if it is not there.
   *
   * @param limit what all files together may have, in bytes
   * @throws SpoolException if it cannot be made or written to
   */
  public static Spool open(Path directory, long limit) throws SpoolException {
    Spool spool = new Spool(directory, Files::newOutputStream, limit);
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, PREFIX, SUFFIX));
    } catch (IOException e) {
      throw spool.failure("create files", e);
    }
    return spool;
  }

  /**
   * Deletes what a killed process left. To be called once at the start, before any file is made:
   * files in use would go too.
   */
  public void deleteLeftovers() throws SpoolException {
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    } catch (IOException e) {
      throw failure("delete files", e);
    }
  }

  /** A new empty file, which is deleted when it is closed. */
  public SpoolFile newFile() throws SpoolException {
    try {
      return new SpoolFile(this, Files.createTempFile(directory, PREFIX, SUFFIX));
    } catch (IOException e) {
      throw failure("create a file", e);
    }
  }

  public Path directory() {
    return directory;
  }

  /** Counts what is about to be written. */
  void use(long bytes) throws IOException {
    if (used.addAndGet(bytes) > limit) {
      used.addAndGet(-bytes);
      throw new IOException("all manifests in the making may have %d bytes".formatted(limit));
    }
  }

  /** Gives back what was counted. */
  void free(long bytes) {
    used.addAndGet(-bytes);
  }

  OutputStream openForWriting(Path file) throws IOException {
    return opener.open(file);
  }

  SpoolException failure(String action, IOException cause) {
    if (cause instanceof SpoolException known) {
      return known;
    }
    long free;
    try {
      free = Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      free = -1;
    }
    return new SpoolException(action, directory, free, cause);
  }
}
