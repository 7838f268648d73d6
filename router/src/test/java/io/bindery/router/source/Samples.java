package io.bindery.router.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of samples/events. */
final class Samples {
  private Samples() {}

  static String read(String name) {
    var root = Path.of(System.getProperty("bindery.root", ".."));
    try {
      return Files.readString(root.resolve("samples").resolve("events").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
