package io.bindery.localaws.postgres;

import io.bindery.localaws.state.DataDirectory;
import io.bindery.localaws.state.PrivateDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;

/**
 * A cluster with its password, kept beside the programs below the user's cache: as {@code initdb}
 * leaves it, or with the tables of a {@link Schema}. Temporary servers begin with a copy of one:
 * {@code initdb} takes more than a second of a processor, and so do many tables. They share its
 * password, which only this user can read.
 */
final class KeptCluster {
  private static final String CLUSTER = "cluster";

  /** A schema that nobody asked for in so long is of an old build. */
  private static final Duration UNUSED = Duration.ofDays(7);

  /** Makes the content of a directory that is kept. */
  private interface Maker {
    void make(Path directory) throws IOException;
  }

  private final Path directory;
  private final Secret secret;

  private KeptCluster(Path directory) {
    this.directory = directory;
    this.secret = new Secret(directory);
  }

  /**
   * The blank one of the programs; made if there is none yet.
   *
   * @param binaries their directory
   * @param log takes what {@code initdb} says
   */
  static KeptCluster blank(Path binaries, Programs programs, Path log) throws IOException {
    return kept(
        binaries.resolveSibling(binaries.getFileName() + "-blank"),
        making -> new Secret(making).makeCluster(making.resolve(CLUSTER), programs, log));
  }

  /**
   * The one of the programs in which each database has the tables of a schema; made if there is
   * none yet.
   */
  static KeptCluster with(Schema schema, Path binaries) throws IOException {
    String all = binaries.getFileName() + "-schema-";
    KeptCluster found =
        kept(
            binaries.resolveSibling(all + schema.digest().substring(0, 16)),
            making -> {
              try (LocalPostgres server = LocalPostgres.startTemporary()) {
                schema.makeIn(server);
                server.stop();
                server.copyTo(making.resolve(CLUSTER), new Secret(making));
              }
            });
    Files.setLastModifiedTime(found.directory, FileTime.from(Instant.now()));
    removeUnused(binaries.resolveSibling(all));
    return found;
  }

  private static KeptCluster kept(Path target, Maker maker) throws IOException {
    if (!Files.exists(target)) {
      make(target, maker);
    }
    PrivateDirectory.require(target);
    PrivateDirectory.requireOwnContent(target);
    return new KeptCluster(target);
  }

  /** Made beside and moved into place, so that no start ever sees half of it. */
  private static void make(Path target, Maker maker) throws IOException {
    Path making =
        Files.createTempDirectory(
            target.getParent(),
            "making-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      maker.make(making);
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

  private static void removeUnused(Path beginning) throws IOException {
    Instant old = Instant.now().minus(UNUSED);
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(beginning.getParent(), beginning.getFileName() + "*")) {
      for (Path each : all) {
        if (Files.getLastModifiedTime(each).toInstant().isBefore(old)) {
          DataDirectory.delete(each);
        }
      }
    }
  }

  /** Copies the cluster, and its password to another secret. */
  void copyTo(Path cluster, Secret other) throws IOException {
    copy(directory.resolve(CLUSTER), secret, cluster, other);
  }

  /** Copies a cluster whose server does not run, and its password. */
  static void copy(Path from, Secret secret, Path to, Secret other) throws IOException {
    other.set(secret.password());
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
