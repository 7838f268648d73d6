package io.bindery.localaws.state;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Directories that no other user of the machine can write: what is run from one, or kept secret in
 * one, is this user's own.
 */
public final class PrivateDirectory {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final int STICKY = 0x200;

  private PrivateDirectory() {}

  /**
   * Makes the directory with mode 0700 if it is missing, and checks it if it is there.
   *
   * @throws LocalAwsException if another user owns it, or could write it or exchange it
   */
  public static Path prepare(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      require(path);
      return path;
    } catch (IOException e) {
      throw new LocalAwsException("The directory " + path + " cannot be made: " + e, e);
    }
  }

  /**
   * Checks the directory and those it lies in, as ssh does with its keys.
   *
   * @throws LocalAwsException if another user owns it, or could write it or exchange it
   */
  public static void require(Path directory) {
    try {
      Path real = directory.toRealPath();
      PosixFileAttributes attributes = attributes(real);
      if (!attributes.owner().equals(me())) {
        throw refused(real, "it belongs to " + attributes.owner().getName());
      }
      if (!attributes.permissions().equals(OWNER_ONLY)) {
        throw refused(
            real,
            "its mode is %s, and must be rwx------ (chmod 700)"
                .formatted(PosixFilePermissions.toString(attributes.permissions())));
      }
      for (Path parent = real.getParent(); parent != null; parent = parent.getParent()) {
        requireSafeParent(real, parent);
      }
    } catch (IOException e) {
      throw new LocalAwsException("The directory " + directory + " cannot be checked: " + e, e);
    }
  }

  /**
   * Checks all that is below the directory.
   *
   * @throws LocalAwsException if something belongs to another user, or another user could write it
   */
  public static void requireOwnContent(Path directory) {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        PosixFileAttributes attributes = attributes(path);
        if (!attributes.owner().equals(me())) {
          throw refused(directory, path + " in it belongs to " + attributes.owner().getName());
        }
        // The mode of a link says nothing; what it leads to is in the tree, or was not unpacked.
        if (!attributes.isSymbolicLink() && isWritableByOthers(attributes)) {
          throw refused(
              directory,
              "%s in it has mode %s"
                  .formatted(path, PosixFilePermissions.toString(attributes.permissions())));
        }
      }
    } catch (IOException e) {
      throw new LocalAwsException("The directory " + directory + " cannot be checked: " + e, e);
    }
  }

  /** Whether the file is this user's and nobody else can read it. */
  public static boolean isSecret(Path file) throws IOException {
    PosixFileAttributes attributes = attributes(file);
    return attributes.isRegularFile()
        && attributes.owner().equals(me())
        && attributes.permissions().stream()
            .allMatch(permission -> permission.name().startsWith("OWNER_"));
  }

  private static void requireSafeParent(Path directory, Path parent) throws IOException {
    PosixFileAttributes attributes = attributes(parent);
    Object uid = Files.getAttribute(parent, "unix:uid");
    boolean trustedOwner = attributes.owner().equals(me()) || Integer.valueOf(0).equals(uid);
    int mode = (Integer) Files.getAttribute(parent, "unix:mode");
    if (!trustedOwner) {
      throw refused(
          directory,
          "the directory %s above it belongs to %s"
              .formatted(parent, attributes.owner().getName()));
    }
    // In a sticky directory, as /tmp is, only the owner can rename what he has made.
    if (isWritableByOthers(attributes) && (mode & STICKY) == 0) {
      throw refused(
          directory,
          "the directory %s above it has mode %s"
              .formatted(parent, PosixFilePermissions.toString(attributes.permissions())));
    }
  }

  /** A group of the owner's own name has one member, as Debian and Red Hat make it for each. */
  private static boolean isWritableByOthers(PosixFileAttributes attributes) {
    Set<PosixFilePermission> permissions = attributes.permissions();
    boolean ownGroup = attributes.group().getName().equals(attributes.owner().getName());
    return permissions.contains(PosixFilePermission.OTHERS_WRITE)
        || (permissions.contains(PosixFilePermission.GROUP_WRITE) && !ownGroup);
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static UserPrincipal me() {
    return Me.USER;
  }

  private static LocalAwsException refused(Path directory, String reason) {
    return new LocalAwsException(
        ("The directory %s is not safe to run programs from or to keep secrets in: %s. Remove it or"
                + " set it right, or set XDG_CACHE_HOME to a directory of your own.")
            .formatted(directory, reason));
  }

  /** Java has no name for the effective user but as the owner of a new file. */
  private static final class Me {
    private static final UserPrincipal USER = find();

    private Me() {}

    private static UserPrincipal find() {
      try {
        Path file = Files.createTempFile("bindery-", ".me");
        try {
          return Files.getOwner(file);
        } finally {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new LocalAwsException(
            "No temporary file can be made under "
                + System.getProperty("java.io.tmpdir")
                + ": "
                + e,
            e);
      }
    }
  }
}
