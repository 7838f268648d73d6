package io.bindery.packager.preset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The folders of {@code samples/presets}. */
final class Samples {
  private Samples() {}

  /** The files of a sample, by their paths. */
  static Map<String, byte[]> files(String preset) {
    var folder =
        Path.of(System.getProperty("bindery.root", ".."), "samples", "presets").resolve(preset);
    var files = new TreeMap<String, byte[]>();
    try (var paths = Files.walk(folder)) {
      for (var path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  static FolderListing listing(String preset) {
    return new FolderListing(
        files(preset).entrySet().stream()
            .map(file -> new ListedFile(file.getKey(), file.getValue().length))
            .toList(),
        true);
  }
}
