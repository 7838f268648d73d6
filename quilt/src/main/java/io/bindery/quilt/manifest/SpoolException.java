package io.bindery.quilt.manifest;

import java.io.IOException;
import java.nio.file.Path;

/** A temporary file could not be made, written or read: most often the disk is full. */
public final class SpoolException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String directory;
  private final long freeBytes;

  SpoolException(String action, Path directory, long freeBytes, IOException cause) {
    super(
        "cannot %s in the spool directory %s (%s; %s): free space there, or set the spool directory to one on a larger disk"
            .formatted(
                action,
                directory,
                reason(cause),
                freeBytes < 0 ? "free space unknown" : freeBytes + " bytes free"),
        cause);
    this.directory = directory.toString();
    this.freeBytes = freeBytes;
  }

  private static String reason(IOException cause) {
    String message = cause.getMessage();
    return cause.getClass() == IOException.class && message != null ? message : cause.toString();
  }

  public Path directory() {
    return Path.of(directory);
  }

  /** Bytes free on the disk of the directory when it happened; -1 if unknown. */
  public long freeBytes() {
    return freeBytes;
  }
}
