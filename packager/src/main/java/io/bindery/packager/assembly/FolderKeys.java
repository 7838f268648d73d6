package io.bindery.packager.assembly;

import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.ignore.Exclusions;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Turns the keys of one listing, in the order in which S3 gives them, into logical keys, and finds
 * what no package can hold before a single byte is hashed.
 */
final class FolderKeys {
  /** What Quilt keeps is in no package, unless the original's rules are wanted. */
  private static final String QUILT = ".quilt/";

  /** What Bindery keeps never is: the files that it adds would be in their own way. */
  private static final String BINDERY = ".bindery/";

  private final SourceFolder folder;
  private final DescriptionMode mode;
  private final Exclusions exclusions;

  /**
   * Those of the keys so far that the current one begins with, longest first. A key that begins
   * with another comes after it in a listing, so no more need be remembered.
   */
  private final Deque<String> beginnings = new ArrayDeque<>();

  /**
   * Begins a listing of the folder or of a subfolder.
   *
   * @param files keys of files that the subfolder lies below, each of which begins with the one
   *     before
   */
  FolderKeys(SourceFolder folder, DescriptionMode mode, Exclusions exclusions, List<String> files) {
    this.folder = folder;
    this.mode = mode;
    this.exclusions = exclusions;
    files.forEach(beginnings::push);
  }

  /** Whether the object of this key could be in the package, were it alone. */
  boolean belongs(String key) {
    if (isLeftOut(key)) {
      return false;
    }
    try {
      var unused = new LogicalKey(path(key));
      return true;
    } catch (InvalidNameException e) {
      return false;
    }
  }

  private boolean isLeftOut(String key) {
    return key.endsWith("/")
        || key.startsWith(BINDERY)
        || (mode == DescriptionMode.STRICT && key.startsWith(QUILT))
        || exclusions.excludes(path(key));
  }

  private String path(String key) {
    return key.substring(folder.prefix().length());
  }

  /**
   * The logical key; nothing for what is left out: the markers of folders, Quilt's own objects, and
   * what is excluded.
   *
   * @throws BadKeyException if the object can be in no package
   */
  Optional<LogicalKey> next(String key) {
    if (isLeftOut(key)) {
      return Optional.empty();
    }
    try {
      var logical = new LogicalKey(path(key));
      refuseClash(key);
      return Optional.of(logical);
    } catch (InvalidNameException e) {
      throw new BadKeyException(
          "Object %s cannot be in a package: %s. Rename or delete it."
              .formatted(S3Uri.of(folder.bucket(), key), e.getMessage()),
          key,
          e);
    }
  }

  private void refuseClash(String key) {
    while (!beginnings.isEmpty() && !key.startsWith(beginnings.peek())) {
      beginnings.pop();
    }
    for (var file : beginnings) {
      if (key.length() > file.length() && key.charAt(file.length()) == '/') {
        throw new BadKeyException(
            "Object %s is a file and, because of %s, also a folder, which no package can hold: rename one of them."
                .formatted(S3Uri.of(folder.bucket(), file), S3Uri.of(folder.bucket(), key)),
            key,
            null);
      }
    }
    beginnings.push(key);
  }
}
