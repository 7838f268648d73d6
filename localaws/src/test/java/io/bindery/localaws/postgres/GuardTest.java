package io.bindery.localaws.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guard does to the process whose number a file holds that was left behind. */
class GuardTest {
  @TempDir Path cluster;

  @Test
  void anotherProgramOfThatNumberIsLeftAlone() throws Exception {
    // It even names the directory, as an editor or a backup would.
    Process other = program("backup " + cluster);
    try {
      Files.writeString(cluster.resolve("postmaster.pid"), other.pid() + "\n");
      endOfJvm();
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void theServerIsEnded() throws Exception {
    Process server = program("/x/bin/postgres -D " + cluster + " -p 1");
    try {
      Files.writeString(cluster.resolve("postmaster.pid"), server.pid() + "\n");
      endOfJvm();
      assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void whatIsNoNumberIsNoArgumentOfKill() throws Exception {
    for (String pid : List.of("-1", "0x1", "1 2", "$(kill 1)", "")) {
      Files.writeString(cluster.resolve("postmaster.pid"), pid + "\n");
      assertThat(endOfJvm()).isZero();
    }
  }

  /** A program that waits, and whose command line is this one. */
  private Process program(String commandLine) throws IOException {
    Process process =
        // A build in the background ignores SIGINT, and all that it starts would as well.
        new ProcessBuilder(
                "env",
                "--default-signal=INT",
                "bash",
                "-c",
                "exec -a \"$1\" tail -f /dev/null",
                "x",
                commandLine)
            .start();
    org.awaitility.Awaitility.await()
        .until(
            () ->
                Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .startsWith(commandLine));
    return process;
  }

  /** Runs the guard as if the JVM had just ended. */
  private int endOfJvm() throws Exception {
    Process guard =
        new ProcessBuilder(
                "sh", "-c", Guard.SCRIPT, "postgres-guard", cluster.toString(), Guard.mark(cluster))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    guard.getOutputStream().close();
    assertThat(guard.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return guard.exitValue();
  }
}
