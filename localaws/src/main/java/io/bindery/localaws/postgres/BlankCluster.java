package io.bindery.localaws.postgres;

import io.bindery.localaws.state.DataDirectory;
import io.bindery.localaws.state.PrivateDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A cluster as {@code initdb} leaves it, with its password, kept beside the programs below the
 * user's cache. Temporary servers begin with a copy of it: {@code initdb} takes more than a second
 * of a processor. They share its password, which only this user can read.
 */
final class BlankCluster {
  private static final String CLUSTER = "cluster";

  private final Path directory;
  private final Secret secret;

  private BlankCluster(Path directory) {
    this.directory = directory;
    this.secret = new Secret(directory);
  }

  /**
   * That of the programs; made if there is none yet.
   *
   * @param binaries their directory
   * @param log takes what {@code initdb} says
   */
  static BlankCluster of(Path binaries, Programs programs, Path log) throws IOException {
    Path target = binaries.resolveSibling(binaries.getFileName() + "-blank");
    if (!Files.exists(target)) {
      make(target, programs, log);
    }
    PrivateDirectory.require(target);
    PrivateDirectory.requireOwnContent(target);
    return new BlankCluster(target);
  }

  /** Made beside and moved into place, so that no start ever sees half of it. */
  private static void make(Path target, Programs programs, Path log) throws IOException {
    Path making =
        Files.createTempDirectory(
            target.getParent(),
            "blank-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      new Secret(making).makeCluster(making.resolve(CLUSTER), programs, log);
      Files.move(making, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another process was faster.
      if (!Files.isDirectory(target)) {
        throw e;
      }
    } finally {
      DataDirectory.delete(making);
    }
  }

  /** Copies the cluster, and its password to another secret. */
  void copyTo(Path cluster, Secret other) throws IOException {
    other.set(secret.password());
    copy(directory.resolve(CLUSTER), cluster);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            return copied(each);
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            return copied(each);
          }

          private FileVisitResult copied(Path each) throws IOException {
            Files.copy(
                each,
                to.resolve(from.relativize(each).toString()),
                StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
