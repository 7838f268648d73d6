package io.bindery.service.http.console;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of the console. What lies in its folder of resources is what there is: no list has to
 * name them, and nothing else has an address.
 *
 * @param byName by the path below the folder
 * @param build the beginning of a hash of them all
 */
record ConsoleFiles(SortedMap<String, byte[]> byName, String build) {
  static final String PAGE = "index.html";
  private static final String FOLDER = "io/bindery/service/console/";
  private static final int BUILD_DIGITS = 16;

  /**
   * Reads all of them.
   *
   * @throws UncheckedIOException if they cannot be read
   */
  static ConsoleFiles read() {
    var files = new TreeMap<String, byte[]>();
    try {
      var page = ConsoleFiles.class.getClassLoader().getResource(FOLDER + PAGE);
      if (page == null) {
        throw new IllegalStateException("the jar has no file " + FOLDER + PAGE);
      }
      if (page.openConnection() instanceof JarURLConnection jar) {
        fromJar(jar, files);
      } else {
        fromFolder(Path.of(page.toURI()).getParent(), files);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    // Licences are there for whoever has the jar.
    files.keySet().removeIf(name -> name.endsWith(".txt"));
    return new ConsoleFiles(files, build(files));
  }

  private static void fromJar(JarURLConnection connection, Map<String, byte[]> files)
      throws IOException {
    var jar = connection.getJarFile();
    for (var entry : jar.stream().toList()) {
      if (entry.getName().startsWith(FOLDER) && !entry.isDirectory()) {
        try (InputStream content = jar.getInputStream(entry)) {
          files.put(entry.getName().substring(FOLDER.length()), content.readAllBytes());
        }
      }
    }
  }

  private static void fromFolder(Path folder, Map<String, byte[]> files) throws IOException {
    try (var below = Files.walk(folder)) {
      for (var file : below.filter(Files::isRegularFile).toList()) {
        var name = folder.relativize(file).toString().replace(File.separatorChar, '/');
        files.put(name, Files.readAllBytes(file));
      }
    }
  }

  private static String build(SortedMap<String, byte[]> files) {
    var digest = sha256();
    files.forEach(
        (name, content) -> {
          digest.update((name + "\0" + content.length + "\0").getBytes(StandardCharsets.UTF_8));
          digest.update(content);
        });
    return HexFormat.of().formatHex(digest.digest()).substring(0, BUILD_DIGITS);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
