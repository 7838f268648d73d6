package io.bindery.bench.api;

import io.bindery.bench.measure.BenchException;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a browser loads for the console at most: all of its files but their licences. */
final class ConsoleSize {
  private static final String FOLDER = "io/bindery/service/console";

  private ConsoleSize() {}

  static long bytes() {
    URL folder = BinderyService.class.getClassLoader().getResource(FOLDER);
    if (folder == null) {
      throw new BenchException("This build has no console");
    }
    try {
      if (folder.getProtocol().equals("file")) {
        return bytes(Path.of(folder.toURI()));
      }
      var jar =
          Path.of(BinderyService.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (var files = FileSystems.newFileSystem(jar)) {
        return bytes(files.getPath(FOLDER));
      }
    } catch (IOException | URISyntaxException e) {
      throw new BenchException("The files of the console cannot be read", e);
    }
  }

  private static long bytes(Path folder) throws IOException {
    long sum = 0;
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith(".txt")) {
          sum += Files.size(file);
        }
      }
    }
    return sum;
  }
}
