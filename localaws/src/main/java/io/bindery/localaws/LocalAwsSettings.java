package io.bindery.localaws;

import java.nio.file.Path;

/**
 * How {@link LocalAws} runs.
 *
 * @param dataDirectory where all state is kept; made if missing
 * @param port the endpoint's port on 127.0.0.1; 0 takes a free one
 * @param minimumFreeBytes a start with less free disk than this is refused
 */
public record LocalAwsSettings(Path dataDirectory, int port, long minimumFreeBytes) {
  private static final long DEFAULT_MINIMUM_FREE_BYTES = 64L << 20;

  public LocalAwsSettings {
    if (port < 0 || port > 65_535) {
      throw new LocalAwsException(
          "The port of the local AWS endpoint is "
              + port
              + ": choose one from 1 to 65535, or 0 for a free one.");
    }
    if (minimumFreeBytes < 0) {
      throw new LocalAwsException(
          "The least free disk is " + minimumFreeBytes + " bytes: it must be 0 or more.");
    }
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
  }

  public LocalAwsSettings(Path dataDirectory, int port) {
    this(dataDirectory, port, DEFAULT_MINIMUM_FREE_BYTES);
  }
}
