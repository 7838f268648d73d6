package io.bindery.localaws.postgres;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Tables that each database of a temporary server has from its beginning. They are made once for
 * all servers of this user, and again when the scripts change.
 *
 * @param scripts the directory of the class path with all that decides what is made
 * @param maker makes it
 */
public record Schema(String scripts, Maker maker) {
  /** Makes the tables. */
  public interface Maker {
    /** Makes them in a database of a server that has none yet. */
    void make(LocalPostgres server, String database);
  }

  /** In the usual database, and in the one that new ones are copies of. */
  void makeIn(LocalPostgres server) {
    maker.make(server, "template1");
    maker.make(server, server.database());
  }

  /** Of the names and the content of the scripts. */
  String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Map.Entry<String, byte[]> script : read().entrySet()) {
        digest.update(script.getKey().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(script.getValue());
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (IOException | URISyntaxException e) {
      throw new LocalAwsException("The scripts in " + scripts + " cannot be read: " + e, e);
    }
  }

  private Map<String, byte[]> read() throws IOException, URISyntaxException {
    Map<String, byte[]> all = new TreeMap<>();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    for (URL place : Collections.list(loader.getResources(scripts))) {
      if (place.openConnection() instanceof JarURLConnection connection) {
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
          readJar(jar, all);
        }
      } else {
        readDirectory(Path.of(place.toURI()), all);
      }
    }
    if (all.isEmpty()) {
      throw new IOException("there are none on the class path");
    }
    return all;
  }

  private void readJar(JarFile jar, Map<String, byte[]> all) throws IOException {
    for (var entry : Collections.list(jar.entries())) {
      if (!entry.isDirectory() && entry.getName().startsWith(scripts + "/")) {
        try (InputStream content = jar.getInputStream(entry)) {
          all.put(entry.getName().substring(scripts.length() + 1), content.readAllBytes());
        }
      }
    }
  }

  private static void readDirectory(Path directory, Map<String, byte[]> all) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(directory.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
  }
}
