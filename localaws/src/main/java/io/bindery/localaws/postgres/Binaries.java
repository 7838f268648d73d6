package io.bindery.localaws.postgres;

import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.state.DataDirectory;
import io.bindery.localaws.state.PrivateDirectory;
import io.bindery.localaws.state.UserCache;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * Postgres' programs, unpacked once below the user's cache from the archive on the class path. They
 * are run only from a directory that no other user could have written.
 */
final class Binaries {
  private static final Logger LOG = LoggerFactory.getLogger(Binaries.class);

  /** By archive: none changes while the JVM runs, and each is some megabytes. */
  private static final Map<String, String> DIGESTS = new ConcurrentHashMap<>();

  private Binaries() {}

  /** The directory with {@code bin}, {@code lib} and {@code share}. */
  static Path unpacked(Path dataDirectory) {
    return unpackedBelow(UserCache.directory(dataDirectory));
  }

  static Path unpackedBelow(Path cache) {
    String archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
    String digest = DIGESTS.computeIfAbsent(archive, Binaries::digest);
    Path target = cache.resolve("postgres-" + digest.substring(0, 16));
    if (!Files.exists(target)) {
      unpack(archive, cache, target);
    }
    PrivateDirectory.require(target);
    PrivateDirectory.requireOwnContent(target);
    return target;
  }

  /** The archive's name for a system, as Java names it. */
  static String archive(String system, String processor) {
    String os = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    String cpu =
        switch (processor) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64" -> "arm_64";
          default -> processor;
        };
    return "/postgres-" + os + "-" + cpu + ".txz";
  }

  private static InputStream open(String archive) {
    InputStream stream = Binaries.class.getResourceAsStream(archive);
    if (stream == null) {
      throw new LocalAwsException(
          ("There is no Postgres for this system on the class path (%s is missing). Bindery brings it"
                  + " for Linux on x86-64 and arm64 and for macOS on arm64, for the system it is built"
                  + " on: build it here.")
              .formatted(archive.substring(1)));
    }
    return stream;
  }

  private static String digest(String archive) {
    try (DigestInputStream stream =
        new DigestInputStream(open(archive), MessageDigest.getInstance("SHA-256"))) {
      stream.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(stream.getMessageDigest().digest());
    } catch (IOException e) {
      throw new LocalAwsException("The archive " + archive + " cannot be read: " + e, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Unpacked beside and moved into place, so that no start ever sees half of it. */
  private static void unpack(String archive, Path cache, Path target) {
    LOG.info("Unpacking Postgres to {}", target);
    Path making = null;
    try {
      making =
          Files.createTempDirectory(
              cache,
              "unpacking-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      extract(archive, making);
      move(making, target);
    } catch (IOException e) {
      throw new LocalAwsException(
          "Postgres cannot be unpacked to %s (%s): free some disk space, or set XDG_CACHE_HOME."
              .formatted(target, e),
          e);
    } finally {
      if (making != null) {
        DataDirectory.delete(making);
      }
    }
  }

  private static void move(Path making, Path target) throws IOException {
    try {
      Files.move(making, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      // Another process was faster.
      if (!Files.isDirectory(target)) {
        throw e;
      }
    }
  }

  private static void extract(String archive, Path to) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(open(archive))))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = inside(to, to.resolve(entry.getName()), entry);
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(path.getParent());
          inside(to, path.resolveSibling(entry.getLinkName()), entry);
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          boolean program = entry.getName().replaceFirst("^[.]/", "").startsWith("bin/");
          Files.setPosixFilePermissions(
              path, PosixFilePermissions.fromString(program ? "rwx------" : "rw-------"));
        } else {
          throw new IOException("an entry of a kind that is not expected: " + entry.getName());
        }
      }
    }
  }

  private static Path inside(Path root, Path path, TarArchiveEntry entry) throws IOException {
    Path normal = path.normalize();
    if (!normal.startsWith(root)) {
      throw new IOException("an entry that leads out of the archive: " + entry.getName());
    }
    return normal;
  }
}
