package io.bindery.packager.manifest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

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

  Spool(Path directory, Opener opener) {
    this.directory = directory;
    this.opener = opener;
  }

  /**
   * Opens the directory, and makes it if it is not there.
   *
   * @throws SpoolException if it cannot be made or written to
   */
  public static Spool open(Path directory) throws SpoolException {
    Spool spool = new Spool(directory, Files::newOutputStream);
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
