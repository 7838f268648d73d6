package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageCommandTest {
  private static final String JOB = "0123456789abcdef0123456789abcdef";

  @TempDir Path directory;

  private final Deque<String> jobs = new ArrayDeque<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;
  private volatile String sent = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/packages",
        exchange -> {
          sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          answer(exchange, "{\"job_id\": \"%s\"}".formatted(JOB));
        });
    server.createContext(
        "/api/v1/packages/jobs/" + JOB, exchange -> answer(exchange, jobs.removeFirst()));
    server.start();
  }

  private static void answer(com.sun.net.httpserver.HttpExchange exchange, String body)
      throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int run(String... arguments) {
    var all = new java.util.ArrayList<>(List.of("package"));
    all.addAll(List.of(arguments));
    all.add("--url");
    all.add("http://127.0.0.1:" + server.getAddress().getPort());
    return Bindery.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }

  @Test
  void everythingThatIsSaidIsAskedFor() throws IOException {
    var metadata = directory.resolve("m.json");
    Files.writeString(metadata, "{\"n\": 1.0}");

    int code =
        run(
            "s3://lab/run 1/",
            "--name=a/b",
            "--message=first",
            "--metadata=" + metadata,
            "--workflow=",
            "--registry=s3://reg");

    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(sent)
        .isEqualTo(
            "{\"source_prefix\":\"s3://lab/run 1/\",\"registry\":\"reg\",\"package_name\":\"a/b\","
                + "\"commit_message\":\"first\",\"workflow\":\"\",\"metadata\":{\"n\":1.0}}");
    assertThat(out.toString()).isEqualTo("job       " + JOB + System.lineSeparator());
  }

  @Test
  void aJobIsWaitedForAndWhatWasLeftOutIsTold() {
    jobs.add("{\"state\": \"assembling\"}");
    jobs.add(
        "{\"state\": \"done\", \"finished_at\": \"x\", \"package_name\": \"a/b\","
            + " \"top_hash\": \"ab12\", \"files\": 1234, \"bytes\": 5,"
            + " \"progress\": {\"skipped\": 1, \"skipped_keys\": [\"a//b\"]}}");

    assertThat(run("s3://lab/x/", "--wait")).isEqualTo(ExitCode.OK);

    assertThat(out.toString())
        .contains("top hash  ab12", "new       1,234 files (5 bytes)", "left out  1 ", "  a//b");
  }

  @Test
  void aFailedJobFailsTheCommandWithItsReason() {
    jobs.add("{\"state\": \"failed\", \"finished_at\": \"x\", \"error\": \"No such bucket.\"}");

    assertThat(run("s3://lab/x/", "--wait")).isEqualTo(ExitCode.FAILED);

    assertThat(err.toString()).contains("bindery: No such bucket.");
  }

  @Test
  void metadataThatIsNoObjectIsRefusedAtOnce() throws IOException {
    var metadata = directory.resolve("m.json");
    Files.writeString(metadata, "[1]");

    assertThat(run("s3://lab/x/", "--metadata=" + metadata)).isEqualTo(ExitCode.USAGE);

    assertThat(err.toString()).contains("is not a JSON object, which it must be");
    assertThat(sent).isEmpty();
  }

  @Test
  void theBarTellsSharesRatesAndTheTimeLeft() throws IOException {
    var job =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(
                "{\"state\": \"assembling\", \"progress\": {\"hashed\": 1, \"reused\": 2, \"listed\": 4,"
                    + " \"listed_bytes\": 100, \"done_bytes\": 50, \"listing_done\": true,"
                    + " \"rate\": 1048576, \"eta_seconds\": 9}}");

    assertThat(JobBar.line(job))
        .isEqualTo("[############            ]  50 %  3 of 4 objects, 1.0 MiB/s, 9 s left");
  }
}
