package io.bindery.localaws.state;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Holds a data directory for one live instance. The system drops the lock when the process ends.
 */
public final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the directory or says in one sentence who has it. */
  public static DirectoryLock acquire(Path directory) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock != null) {
        return new DirectoryLock(channel);
      }
      channel.close();
    } catch (IOException e) {
      closeQuietly(channel);
      throw new LocalAwsException(
          "The data directory "
              + directory
              + " is not writable ("
              + e
              + "): make it writable or choose another one.",
          e);
    }
    throw new LocalAwsException(
        "The data directory "
            + directory
            + " is in use by another running instance: stop that one or choose another directory.");
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by another instance in this JVM
    }
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException ignored) {
        // the failure that brought us here is the one to report
      }
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }
}
