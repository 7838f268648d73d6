package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartTest {
  @TempDir Path directory;

  @Test
  void aPortInUseIsRefused() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> LocalAws.start(new LocalAwsSettings(directory, port)))
          .isInstanceOf(LocalAwsException.class)
          .hasMessageContaining("Port " + port)
          .hasMessageContaining("choose another port");
    }
    // The directory is free again.
    LocalAws.start(new LocalAwsSettings(directory, 0)).close();
  }

  @Test
  void aPortThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new LocalAwsSettings(directory, 70_000))
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining("70000");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsRefused() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> LocalAws.start(new LocalAwsSettings(file.resolve("data"), 0)))
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining(file.resolve("data").toString())
        .hasMessageContaining("choose another one");
  }

  @Test
  void aFullDiskIsRefused() {
    assertThatThrownBy(() -> LocalAws.start(new LocalAwsSettings(directory, 0, Long.MAX_VALUE)))
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("free some space");
  }

  @ParameterizedTest
  @ValueSource(strings = {"events.json", "sns.json", "s3-notifications.json", "s3-sequencer.json"})
  void stateThatCannotBeReadIsSetAsideAndTheStartGoesOn(String name) throws Exception {
    for (String broken : List.of("", "{\"buses\":", "null", "\0\0\0\0", "[]")) {
      Path file = directory.resolve(name);
      Files.writeString(file, broken);
      LocalAws.start(new LocalAwsSettings(directory, 0)).close();
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files.filter(f -> f.getFileName().toString().startsWith(name + ".set-aside")))
            .as("%s with '%s'", name, broken)
            .anySatisfy(aside -> assertThat(aside).hasContent(broken));
      }
    }
  }

  @Test
  void theBucketsOfAnEarlierBuildAreRefusedWithTheWayOut() throws Exception {
    Path bucket = Files.createDirectories(directory.resolve("s3/lab"));
    Files.writeString(bucket.resolve("bucketMetadata.json"), "{}");
    assertThatThrownBy(() -> LocalAws.start(new LocalAwsSettings(directory, 0)))
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("choose another directory")
        .hasMessageContaining("aws s3 sync");
    assertThat(bucket.resolve("bucketMetadata.json")).exists();
  }

  @Test
  void allPortsAreOnLoopback() throws Exception {
    try (LocalAws aws = LocalAws.startTemporary()) {
      // Local addresses are hexadecimal, 0100007F is 127.0.0.1; state 0A is listening.
      List<String> inodes = sockets(ProcessHandle.current().pid());
      assertThat(aws.endpoint().getHost()).isEqualTo("127.0.0.1");
      for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] fields = line.strip().split("\\s+", -1);
          if (fields[3].equals("0A") && inodes.contains("socket:[" + fields[9] + "]")) {
            assertThat(fields[1].split(":", -1)[0])
                .isIn("0100007F", "0000000000000000FFFF00000100007F");
          }
        }
      }
    }
  }

  private static List<String> sockets(long pid) {
    try (var links = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return links.map(StartTest::target).filter(t -> t.startsWith("socket:")).toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (java.io.IOException e) {
      return "";
    }
  }
}
