package io.bindery.localaws.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCacheTest {
  @TempDir Path directory;

  @Test
  void isWhereXdgSays() {
    Path xdg = directory.resolve("xdg");
    assertThat(find(Map.of("XDG_CACHE_HOME", xdg.toString()))).isEqualTo(xdg.resolve("bindery"));
  }

  @Test
  void isBelowTheHomeOtherwise() {
    assertThat(find(Map.of("HOME", directory.toString(), "XDG_CACHE_HOME", "relative")))
        .isEqualTo(directory.resolve(".cache/bindery"));
  }

  @Test
  void isInTheDataDirectoryOfAUserWithoutAHome() throws IOException {
    Path cache = find(Map.of("HOME", "/proc/nowhere"));
    assertThat(cache).isEqualTo(directory.resolve("data/cache"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
  }

  @Test
  void oneThatOthersCouldExchangeIsRefused() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> find(Map.of("XDG_CACHE_HOME", open.toString())))
        .hasMessageContaining("the directory " + open + " above it has mode rwxrwxrwx")
        .hasMessageContaining("set XDG_CACHE_HOME");
  }

  @Test
  void oneOfAnotherUserIsRefused() throws IOException {
    assumeThat(System.getProperty("user.name"))
        .as("only root can give files away")
        .isEqualTo("root");
    Path theirs = Files.createDirectories(directory.resolve("xdg/bindery"));
    Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rwx------"));
    Files.setAttribute(theirs, "unix:uid", 65534);
    assertThatThrownBy(() -> find(Map.of("XDG_CACHE_HOME", directory.resolve("xdg").toString())))
        .hasMessageContaining("it belongs to nobody");
  }

  private Path find(Map<String, String> environment) {
    return UserCache.directory(environment, Path.of("/proc/nowhere"), directory.resolve("data"));
  }
}
