package io.bindery.packager.browse;

import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.checksum.ContentSizeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The directory that a package is copied to. Nothing is written outside of it: names that leave it
 * are refused before, and links within it are not followed.
 */
final class LocalFiles {
  private static final int REMEMBERED = 10_000;
  private static final int NAME_DIGITS = 24;

  private final Path directory;
  private final boolean replace;

  /** Directories that were looked at. */
  private final Set<Path> known =
      Collections.newSetFromMap(
          Collections.synchronizedMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Path, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  LocalFiles(Path directory, boolean replace) {
    this.directory = directory.toAbsolutePath().normalize();
    this.replace = replace;
  }

  /** Makes the directory; it may be a link of the user's. */
  void open() throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
  }

  /** Where a file belongs; its directories are made. */
  Path place(String path) throws IOException {
    var at = directory;
    var parts = path.split("/", -1);
    for (int i = 0; i < parts.length - 1; i++) {
      at = at.resolve(parts[i]);
      if (!known.contains(at)) {
        within(at, path);
        known.add(at);
      }
    }
    return at.resolve(parts[parts.length - 1]);
  }

  private static void within(Path at, String path) throws IOException {
    if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.createDirectory(at);
    } catch (FileAlreadyExistsException e) {
      // Files are written side by side: another thread may have made it meanwhile.
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        throw PackagingException.lasting(
            "'%s' would be written through %s, which is a link or a file: move it away."
                .formatted(path, at));
      }
    }
  }

  /**
   * Whether a file is there already with the content of the manifest.
   *
   * @throws PackagingException if it is there with another one, and may not be replaced
   */
  boolean has(Path place, Listed.File file, FileBytes bytes) throws IOException {
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    boolean regular = Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS);
    if (regular && Files.size(place) == bytes.size() && isSame(place, bytes)) {
      return true;
    }
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      throw PackagingException.lasting(
          "%s is a directory, where the package has the file '%s'.".formatted(place, file.path()));
    }
    if (!replace) {
      throw PackagingException.lasting(
          "%s is there with other content: say --replace, or move it away.".formatted(place));
    }
    return false;
  }

  private static boolean isSame(Path place, FileBytes bytes) throws IOException {
    if (!bytes.isChecked()) {
      return false;
    }
    try (var in = Files.newInputStream(place)) {
      bytes.had(in);
      bytes.check();
      return true;
    } catch (PackagingException | ContentSizeException e) {
      return false;
    }
  }

  /** The file in the making beside the place, of this content and no other. */
  Path part(Path place, Listed.File file) {
    var what =
        file.path() + "\n" + file.physicalKey().orElse("") + "\n" + file.hashValue().orElse("");
    return place.resolveSibling(LocalNames.PART_PREFIX + digits(what));
  }

  private static String digits(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)))
          .substring(0, NAME_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Takes what a download before has left. */
  void resume(Path part, FileBytes bytes) throws IOException {
    if (!Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)
        || Files.size(part) > bytes.size()
        || !bytes.isChecked()) {
      Files.deleteIfExists(part);
      return;
    }
    try (var in = Files.newInputStream(part)) {
      bytes.had(in);
    }
  }

  /** Writes behind what is there. */
  OutputStream append(Path part) throws IOException {
    return Files.newOutputStream(
        part, StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
  }

  void drop(Path part) throws IOException {
    Files.deleteIfExists(part);
  }

  /** Gives a whole file its name. */
  void keep(Path part, Path place) throws IOException {
    try {
      Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, place, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
