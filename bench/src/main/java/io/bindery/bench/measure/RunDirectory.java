package io.bindery.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where a run keeps its files for the time being. */
final class RunDirectory {
  private static final String NAME = "bindery-bench-";

  private RunDirectory() {}

  /**
   * Makes one.
   *
   * @param parent null = the system's directory for temporary files
   */
  static Path create(Path parent) throws IOException {
    return parent == null
        ? Files.createTempDirectory(NAME)
        : Files.createTempDirectory(Files.createDirectories(parent), NAME);
  }

  static void remove(Path directory) throws IOException {
    try (var tree = Files.walk(directory)) {
      for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
