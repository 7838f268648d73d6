package io.bindery.platform.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.crt.CRT;

/**
 * The native part of S3's HTTP client. The client unpacks it into a file and loads that. By itself
 * it does so in the temporary directory, which all users share; here in one that only this user can
 * read and write.
 */
final class CrtLibrary {
  /** Names the directory; whoever starts the process may set it. */
  private static final String DIRECTORY = "aws.crt.lib.dir";

  private static boolean loaded;

  private CrtLibrary() {}

  /** Loads it, unless it is loaded or somebody has chosen the directory. */
  static synchronized void load() {
    if (loaded || System.getProperty(DIRECTORY) != null) {
      return;
    }
    Path own = ownDirectory();
    System.setProperty(DIRECTORY, own.toString());
    try {
      // Any call loads it; the client deletes the file as soon as it has.
      var unused = CRT.nativeMemory();
      loaded = true;
    } finally {
      System.clearProperty(DIRECTORY);
      remove(own);
    }
  }

  /** With mode 0700. */
  private static Path ownDirectory() {
    try {
      return Files.createTempDirectory("bindery-crt-");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "No directory can be made below %s: set java.io.tmpdir to one that can be written"
              .formatted(System.getProperty("java.io.tmpdir")),
          e);
    }
  }

  private static void remove(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // On a system that keeps what is in use, it goes with the process.
      directory.toFile().deleteOnExit();
    }
  }
}
