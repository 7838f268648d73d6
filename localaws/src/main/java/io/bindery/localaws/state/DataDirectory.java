package io.bindery.localaws.state;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes, checks and removes directories that hold state. */
public final class DataDirectory {
  private DataDirectory() {}

  /** Makes the directory if missing; refuses one that cannot be written or a disk that is full. */
  public static void prepare(Path directory, long minimumFreeBytes) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new LocalAwsException(
          "The data directory "
              + directory
              + " cannot be made ("
              + why(e)
              + "): choose another one, or make its parent writable.",
          e);
    }
    if (!Files.isWritable(directory)) {
      throw new LocalAwsException(
          "The data directory "
              + directory
              + " is not writable: make it writable or choose another one.");
    }
    long free = freeBytes(directory);
    if (free < minimumFreeBytes) {
      throw new LocalAwsException(
          "The disk of the data directory "
              + directory
              + " has "
              + free
              + " bytes free, but at least "
              + minimumFreeBytes
              + " are needed: free some space or choose another directory.");
    }
  }

  /** Makes an empty directory under the system's temporary one. */
  public static Path temporary(String prefix) {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new LocalAwsException(
          "No temporary directory can be made under "
              + System.getProperty("java.io.tmpdir")
              + " ("
              + why(e)
              + "): free some space or set java.io.tmpdir.",
          e);
    }
  }

  /** Removes the directory and all in it as far as possible. */
  public static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new LocalAwsException(
          "The directory " + directory + " cannot be removed: " + why(e), e);
    }
  }

  /** The kind of most errors of files is in the class alone. */
  private static String why(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "no right to write there";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return failure.getMessage() + " is a file";
    }
    if (failure instanceof NoSuchFileException) {
      return failure.getMessage() + " is not there";
    }
    return failure.getMessage() == null ? "the disk gives no reason" : failure.getMessage();
  }

  private static long freeBytes(Path directory) {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      throw new LocalAwsException(
          "The free space of the data directory "
              + directory
              + " cannot be read ("
              + why(e)
              + "): choose another one.",
          e);
    }
  }
}
