package io.bindery.bench.api;

import io.bindery.bench.measure.BenchException;
import io.bindery.service.BinderyService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the console, all but their licences.
 *
 * @param bytes as they are
 * @param sent compressed one by one, as browsers get them
 */
record ConsoleSize(long bytes, long sent) {
  private static final String FOLDER = "io/bindery/service/console";

  static ConsoleSize read() {
    URL folder = BinderyService.class.getClassLoader().getResource(FOLDER);
    if (folder == null) {
      throw new BenchException("This build has no console");
    }
    try {
      if (folder.getProtocol().equals("file")) {
        return read(Path.of(folder.toURI()));
      }
      var jar =
          Path.of(BinderyService.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (var files = FileSystems.newFileSystem(jar)) {
        return read(files.getPath(FOLDER));
      }
    } catch (IOException | URISyntaxException e) {
      throw new BenchException("The files of the console cannot be read", e);
    }
  }

  private static ConsoleSize read(Path folder) throws IOException {
    long bytes = 0;
    long sent = 0;
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith(".txt")) {
          bytes += Files.size(file);
          sent += compressed(Files.readAllBytes(file));
        }
      }
    }
    return new ConsoleSize(bytes, sent);
  }

  private static long compressed(byte[] content) throws IOException {
    var result = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(result)) {
      out.write(content);
    }
    return result.size();
  }
}
