package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of {@code up}, from its first line to its end. */
class UpTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path work;

  @Test
  void whatCannotWorkIsToldBeforeAnythingStarts() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(taken.getLocalPort());
      refused(
          4,
          "Port " + port + " on 127.0.0.1, wanted for Bindery's HTTP API (--http-port), is in use",
          Map.of(),
          "--http-port",
          port,
          "--port",
          "0");
      refused(4, "wanted for the AWS endpoint (--port), is in use", Map.of(), "--port", port);
    }
    var config =
        Files.writeString(
            work.resolve("my.conf"), "bindery.router.default-policy.trigger.count = 0");
    refused(
        3, "bindery.router.default-policy.trigger.count", Map.of(), "--config", config.toString());
    refused(
        3,
        "bindery.database.host (set by BINDERY_DATABASE_HOST): 'up' brings its own database",
        Map.of("BINDERY_DATABASE_HOST", "db"));
    refused(2, "--http-port 70000", Map.of(), "--http-port", "70000");
  }

  private void refused(int code, String reason, Map<String, String> environment, String... more)
      throws IOException {
    var data = work.resolve("never");
    var command = new ArrayList<>(List.of("up", "--data", data.toString()));
    command.addAll(List.of(more));
    var up = BinderyProcess.start(work, environment, command.toArray(String[]::new));
    assertThat(up.exitCode()).as(up.output()).isEqualTo(code);
    assertThat(up.output()).contains(reason).doesNotContain("\tat ");
    assertThat(data).doesNotExist();
  }

  @Test
  void runsSaysWhereAllIsSurvivesItsPostgresAndGivesUpInWords() throws Exception {
    var data = work.resolve("data");
    try (var up =
        BinderyProcess.start(
            work,
            Map.of("EVENT_BUS_NAME", "theirs", "NO_COLOR", "1"),
            "up",
            "--data",
            data.toString(),
            "--port",
            "0",
            "--http-port",
            "0")) {
      up.awaitOutput("quilt3.Package.browse");
      assertThat(up.output())
          .containsSubsequence("settings and ports are good", "the service works")
          .contains("Postgres is up", "the AWS endpoint answers")
          .contains("/bindery-notices", "/bindery-packager", "/bindery-packager-dead")
          .contains("event bus     theirs", "AWS_DEFAULT_REGION=us-east-1", "--endpoint-url")
          .doesNotContain("\u001b", " INFO ");
      assertThat(data.resolve("bindery.log")).content().contains("INFO");
      var api = data.resolve("api.json");
      assertThat(new ObjectMapper().readTree(api.toFile()).path("url").asText())
          .matches("http://127[.]0[.]0[.]1:[0-9]+");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(api)))
          .isEqualTo("rw-------");
      for (int times = 1; times <= 3; times++) {
        killPostgres(data);
        var again = "Postgres runs again";
        int seen = times;
        await()
            .atMost(PATIENCE)
            .until(() -> up.output().split(again, -1).length - 1 == seen || !up.isAlive());
        assertThat(up.isAlive()).as(up.output()).isTrue();
      }
      assertThat(up.output()).contains("Postgres ended unasked and is started again: process ");
      killPostgres(data);
      assertThat(up.exitCode()).as(up.output()).isEqualTo(4);
      assertThat(up.output()).contains("Postgres ended 4 times within 10 minutes");
      assertThat(api).doesNotExist();
    }
  }

  private static void killPostgres(Path data) throws IOException {
    var pid = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid")).get(0);
    var server = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    server.destroyForcibly();
    await().atMost(PATIENCE).until(() -> !server.isAlive());
  }
}
