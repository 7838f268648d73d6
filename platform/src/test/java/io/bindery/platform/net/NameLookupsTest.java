package io.bindery.platform.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name that moves is followed, on a Java that would keep its first address for ever. */
class NameLookupsTest {
  private static final String NAME = "database.example";

  @TempDir Path work;

  /** Looks the name up for each byte of its input, and prints the answer. */
  static final class Lookups {
    private Lookups() {}

    public static void main(String[] arguments) throws IOException {
      NameLookups.follow();
      while (System.in.read() >= 0) {
        try {
          System.out.println(InetAddress.getAllByName(NAME)[0].getHostAddress());
        } catch (UnknownHostException e) {
          System.out.println("unknown");
        }
      }
    }
  }

  @Test
  void aNameThatIsMissingForAMomentAndThenMovesIsFollowed() throws Exception {
    var hosts = work.resolve("hosts");
    Files.writeString(hosts, "127.0.0.9 another.example\n");
    var java = work.resolve("java.security");
    Files.writeString(java, "networkaddress.cache.ttl=-1\nnetworkaddress.cache.negative.ttl=-1\n");
    var output = work.resolve("output");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.net.hosts.file=" + hosts,
                "-Djava.security.properties=" + java,
                "-cp",
                System.getProperty("java.class.path"),
                Lookups.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      awaitAnswer(process, output, "unknown");
      moves(hosts, "127.0.0.2");
      awaitAnswer(process, output, "127.0.0.2");
      moves(hosts, "127.0.0.3");
      awaitAnswer(process, output, "127.0.0.3");
    } finally {
      process.destroyForcibly();
    }
  }

  private void moves(Path hosts, String address) throws IOException {
    var next = Files.writeString(work.resolve("next"), address + " " + NAME + "\n");
    Files.move(next, hosts, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void awaitAnswer(Process process, Path output, String word) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              process.getOutputStream().write('?');
              process.getOutputStream().flush();
              var lines = Files.readAllLines(output);
              assertThat(
                      lines.isEmpty() ? List.of() : lines.subList(lines.size() - 1, lines.size()))
                  .isEqualTo(List.of(word));
            });
  }
}
