package io.bindery.packager.enhance;

import io.bindery.quilt.name.LogicalKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a package's own files tell of it, gathered while they are listed, in memory that does not
 * depend on how many there are. Not safe for use by several threads.
 */
public final class FolderContents {
  /** Whoever has one of these has a readme, as people and Quilt's catalog see it. */
  private static final Set<String> READMES =
      Set.of("readme", "readme.md", "readme.txt", "readme.ipynb", "readme.rst", "readme.html");

  /** Of those that are numbered no more are remembered. */
  private static final int MAX_TAKEN = 1000;

  private static final int MAX_NUMBER = 9;

  private final FileTypes types = new FileTypes();
  private final Showcase showcase = new Showcase();
  private final Set<String> taken = new HashSet<>();
  private boolean readme;
  private long files;
  private long bytes;
  private Optional<Instant> oldest = Optional.empty();
  private Optional<Instant> newest = Optional.empty();

  /**
   * The next file.
   *
   * @param modified when its object was written, as S3 says
   */
  public void add(LogicalKey key, long size, Optional<Instant> modified) {
    files++;
    bytes += size;
    var path = key.value();
    int slash = path.indexOf('/');
    var top = slash < 0 ? path : path.substring(0, slash);
    if (AddedNames.isFixed(top) || (taken.size() < MAX_TAKEN && AddedNames.has(top))) {
      taken.add(top);
    }
    readme |= slash < 0 && READMES.contains(path.toLowerCase(Locale.ROOT));
    var name = path.substring(path.lastIndexOf('/') + 1);
    types.add(name, size);
    if (slash >= 0 || !READMES.contains(path.toLowerCase(Locale.ROOT))) {
      showcase.add(key, name);
    }
    modified.ifPresent(
        time -> {
          oldest = Optional.of(oldest.filter(time::isAfter).orElse(time));
          newest = Optional.of(newest.filter(time::isBefore).orElse(time));
        });
  }

  public long files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  /** When the first of the objects was written; absent if S3 says it of none. */
  public Optional<Instant> oldest() {
    return oldest;
  }

  /** When the last of them was written. */
  public Optional<Instant> newest() {
    return newest;
  }

  FileTypes types() {
    return types;
  }

  Showcase showcase() {
    return showcase;
  }

  boolean hasReadme() {
    return readme;
  }

  /**
   * The first of {@code NAME.md}, {@code NAME-2.md} and so on that the folder has not.
   *
   * @param name in capitals
   */
  public String freeName(String name, String ending) {
    for (int number = 2; has(name + ending) && number <= MAX_NUMBER; number++) {
      if (!has(name + "-" + number + ending)) {
        return name + "-" + number + ending;
      }
    }
    return name + ending;
  }

  /** Whether there is an RO-Crate at the top, or a folder of that name. */
  public boolean hasCrate() {
    return has(AddedNames.CRATE) || has(AddedNames.OLD_CRATE);
  }

  /** Whether a file or folder at the top has this name already. */
  boolean has(String name) {
    return taken.contains(name);
  }
}
