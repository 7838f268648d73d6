package io.bindery.localaws.state;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where this user keeps what can be made again: {@code bindery} below the cache directory. */
public final class UserCache {
  private UserCache() {}

  /**
   * {@code $XDG_CACHE_HOME/bindery}, else {@code ~/.cache/bindery}; for a user without a home that
   * can be written {@code cache} below {@code dataDirectory}.
   *
   * @throws io.bindery.localaws.LocalAwsException if another user could write it
   */
  public static Path directory(Path dataDirectory) {
    return directory(System.getenv(), Path.of(System.getProperty("user.home")), dataDirectory);
  }

  static Path directory(Map<String, String> environment, Path userHome, Path dataDirectory) {
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The standard says that a relative path is to be ignored.
    if (Path.of(xdg).isAbsolute()) {
      return PrivateDirectory.prepare(Path.of(xdg, "bindery"));
    }
    String home = environment.getOrDefault("HOME", "");
    Path base = Path.of(home).isAbsolute() ? Path.of(home) : userHome;
    Path cache = base.resolve(".cache");
    boolean usable =
        Files.isDirectory(cache)
            ? Files.isWritable(cache)
            : Files.isDirectory(base) && Files.isWritable(base);
    return PrivateDirectory.prepare(
        usable ? cache.resolve("bindery") : dataDirectory.resolve("cache"));
  }
}
