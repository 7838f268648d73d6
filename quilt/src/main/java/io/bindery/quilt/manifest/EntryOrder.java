package io.bindery.quilt.manifest;

import io.bindery.quilt.manifest.ManifestRuleException.Rule;
import io.bindery.quilt.name.LogicalKey;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Watches that lines come as a manifest has them. In manifest order a file's key stands right
 * before the keys that would lie below it, so comparing neighbours finds every clash. Only
 * directories with metadata are remembered.
 */
final class EntryOrder {

  private final Set<String> directories = new HashSet<>();
  private LogicalKey lastDirectory;
  private LogicalKey lastEntry;

  /** Takes a directory that comes in order, before all entries. */
  void directory(LogicalKey path) {
    if (lastEntry != null) {
      throw new ManifestRuleException(
          Rule.ORDER,
          path + "/",
          "the directory '" + path + "/' comes after entries: it must come before them");
    }
    if (lastDirectory != null) {
      checkOrder(lastDirectory, path, "directory");
    }
    lastDirectory = path;
    remember(path);
  }

  /** Takes a directory wherever it comes. */
  void remember(LogicalKey path) {
    String value = path.value();
    for (int slash = value.indexOf('/'); slash >= 0; slash = value.indexOf('/', slash + 1)) {
      directories.add(value.substring(0, slash));
    }
    directories.add(value);
  }

  /** Takes an entry that comes in order. */
  void entry(LogicalKey key) {
    if (lastEntry != null) {
      if (lastEntry.isAncestorOf(key)) {
        throw clash(lastEntry, key.value());
      }
      checkOrder(lastEntry, key, "entry");
    }
    Optional<String> directory = directoryClash(key);
    if (directory.isPresent()) {
      throw clash(key, directory.get());
    }
    lastEntry = key;
  }

  private Optional<String> directoryClash(LogicalKey key) {
    if (directories.isEmpty()) {
      return Optional.empty();
    }
    return directories.contains(key.value()) ? Optional.of(key + "/") : Optional.empty();
  }

  private static ManifestRuleException clash(LogicalKey file, String below) {
    return new ManifestRuleException(
        Rule.FILE_AND_DIRECTORY,
        file.value(),
        "'"
            + file
            + "' is a file and, because of '"
            + below
            + "', also a directory: rename one of them");
  }

  private static void checkOrder(LogicalKey last, LogicalKey next, String kind) {
    int order = last.compareTo(next);
    if (order == 0) {
      throw new ManifestRuleException(
          Rule.DUPLICATE_KEY,
          next.value(),
          "the " + kind + " '" + next + "' is there twice: leave one out");
    }
    if (order > 0) {
      throw new ManifestRuleException(
          Rule.ORDER,
          next.value(),
          "the " + kind + " '" + next + "' comes after '" + last + "': sort them first");
    }
  }
}
