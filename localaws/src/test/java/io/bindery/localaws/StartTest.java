package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    assertThatThrownBy(
            () ->
                LocalAws.start(
                    new LocalAwsSettings(directory, 0, Long.MAX_VALUE, Duration.ofSeconds(60))))
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("free some space");
  }

  @Test
  void stateThatCannotBeReadIsRefusedAndNothingIsLeftRunning() throws Exception {
    Files.writeString(directory.resolve("events.json"), "{\"buses\":");
    assertThatThrownBy(() -> LocalAws.start(new LocalAwsSettings(directory, 0)))
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining("events.json");
    assertThat(ProcessHandle.current().children().toList())
        .noneMatch(
            child ->
                child
                    .info()
                    .commandLine()
                    .filter(line -> line.contains(directory.toString()))
                    .isPresent());
  }

  @Test
  void allPortsAreOnLoopback() throws Exception {
    try (LocalAws aws = LocalAws.startTemporary()) {
      // Local addresses are hexadecimal, 0100007F is 127.0.0.1; state 0A is listening.
      List<String> inodes =
          List.of(ProcessHandle.current().pid(), aws.s3Pid()).stream()
              .flatMap(pid -> sockets(pid).stream())
              .toList();
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
