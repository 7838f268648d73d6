package io.bindery.packager.export;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.checksum.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;

/**
 * A directory. Files are written aside and renamed; a lock keeps a second export out, and goes with
 * the process that holds it.
 */
final class DirectoryTarget implements ExportTarget {
  private static final String ASIDE = ".tmp";

  private final Path directory;
  private final FileChannel lock;

  private DirectoryTarget(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Opens a directory, and makes it if it is not there.
   *
   * @throws PackagingException if it cannot be written, or an export is at work on it
   */
  static DirectoryTarget open(Path directory) {
    FileChannel lock = null;
    try {
      var state = directory.resolve(STATE).getParent();
      Files.createDirectories(state);
      lock = FileChannel.open(state.resolve("lock"), CREATE, WRITE);
      if (lock.tryLock() != null) {
        return new DirectoryTarget(directory, lock);
      }
      close(lock);
      throw busy(directory);
    } catch (OverlappingFileLockException e) {
      close(lock);
      throw busy(directory);
    } catch (IOException e) {
      close(lock);
      throw failed("write to", directory, e);
    }
  }

  private static PackagingException busy(Path directory) {
    return PackagingException.lasting(
        "Another export writes to %s: wait until it has ended.".formatted(directory));
  }

  private static void close(FileChannel lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static PackagingException failed(String what, Path path, IOException e) {
    var reason =
        e instanceof FileSystemException file && file.getReason() != null
            ? file.getReason()
            : e.getClass().getSimpleName();
    return PackagingException.lasting(
        "Cannot %s %s: %s. Name a directory that this user may write, with room."
            .formatted(what, path, reason),
        e);
  }

  @Override
  public List<String> files(String folder) {
    var path = directory.resolve(folder);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (var files = Files.list(path)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder + "/" + file.getFileName())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw failed("list", path, e);
    }
  }

  @Override
  public void put(Path file, String name) {
    var target = directory.resolve(name);
    var aside = target.resolveSibling(target.getFileName() + ASIDE);
    try {
      Files.createDirectories(target.getParent());
      // The temporary directory may be on another disk.
      Files.deleteIfExists(aside);
      Files.copy(file, aside);
      forced(aside);
      Files.move(aside, target, ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed("write", target, e);
    }
  }

  private static void forced(Path file) throws IOException {
    try (var channel = FileChannel.open(file, WRITE)) {
      channel.force(true);
    }
  }

  @Override
  public void delete(String name) {
    var path = directory.resolve(name);
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw failed("delete", path, e);
    }
  }

  @Override
  public Optional<Kept> state() {
    var path = directory.resolve(STATE);
    try {
      if (!Files.exists(path)) {
        return Optional.empty();
      }
      var bytes = Files.readAllBytes(path);
      return Optional.of(new Kept(SdkBytes.fromByteArrayUnsafe(bytes), version(bytes)));
    } catch (IOException e) {
      throw failed("read", path, e);
    }
  }

  private static String version(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.create().digest(bytes));
  }

  @Override
  public Optional<String> keep(byte[] bytes, Optional<String> seen) {
    if (!state().map(Kept::version).equals(seen)) {
      return Optional.empty();
    }
    var target = directory.resolve(STATE);
    var aside = target.resolveSibling(target.getFileName() + ASIDE);
    try {
      try (var channel = FileChannel.open(aside, CREATE, WRITE, TRUNCATE_EXISTING)) {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          var unused = channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(aside, target, ATOMIC_MOVE);
      return Optional.of(version(bytes));
    } catch (IOException e) {
      throw failed("write", target, e);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
