package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.service.cli.Bindery;
import io.bindery.service.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/api.md does not show of reconciliations and dry runs: commands, and what is wrong. */
class ReconcileApiTest {
  private static final String[] JSON = {"Content-Type", "application/json"};

  private record Outcome(int exitCode, String out, String err) {}

  @Test
  void commandsAskAndWait(@TempDir Path directory) throws IOException {
    try (var fixture = new ServiceFixture();
        var service = fixture.start("bindery.router.reconcile.grace = 0 s")) {
      var api = service.api().orElseThrow();
      fixture.createBucket("lab");
      fixture.put("lab", "run/1/a b+c.txt");
      fixture.put("lab", "run/2/x");
      fixture.awaitNextSecond();
      var url = "--url=" + api;
      assertThat(run("reconcile", "s3://lab/run/1/", url))
          .satisfies(
              done -> {
                assertThat(done.exitCode()).isZero();
                assertThat(done.out())
                    .contains("done: 1 listed, 0 ignored, 0 recent, 0 settled, 0 known, 1 missing");
              });
      assertThat(run("reconcile", "s3://lab", url).out())
          .contains("done: 2 listed, 0 ignored, 0 recent, 0 settled, 1 known, 1 missing");
      assertThat(run("reconcile", "s3://other/", url))
          .satisfies(
              refused -> {
                assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
                assertThat(refused.err())
                    .startsWith("bindery: Bucket other is not watched: set a policy for it first.");
              });
      assertThat(run("reconcile", "s3://lab/", url, "--since", "yesterday").exitCode())
          .isEqualTo(ExitCode.USAGE);

      // The candidate gathers what has two batches now.
      var policy = Files.writeString(directory.resolve("policy.conf"), "prefix-depth = 1");
      var dryRun =
          run("dry-run", policy.toString(), "--bucket=lab", "--from=2026-01-01T00:00:00Z", url);
      assertThat(dryRun.err()).isEmpty();
      assertThat(dryRun.out())
          .contains("would be closed  0 batches, 0 files", "really closed    0 batches")
          .contains("open at the end  1 batches, 2 files", "recorded         2 object events");
      assertThat(
              run("dry-run", policy.toString(), "--bucket=lab", "--from=2999-01-01T00:00:00Z", url))
          .satisfies(
              refused -> {
                assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
                assertThat(refused.err()).contains("must be before to");
              });
      Files.writeString(policy, "prefix-dept = 1");
      assertThat(
              run("dry-run", policy.toString(), "--bucket=lab", "--from=2026-01-01T00:00:00Z", url)
                  .err())
          .contains("there is no such setting");

      var path = api.resolve("/api/v1/reconciliations");
      assertThat(fixture.send("POST", path, "{\"bucket\":\"lab\",\"everyting\":true}", JSON).body())
          .contains("There is no field everyting; there are bucket");
      assertThat(fixture.send("POST", path, "{\"bucket\":\"lab\",\"everything\":1}", JSON).body())
          .contains("true or false");
      assertThat(fixture.get(path.resolve("/api/v1/reconciliations/none")).statusCode())
          .isEqualTo(404);
      assertThat(fixture.get(path.resolve("/api/v1/reconciliations?after=x")).statusCode())
          .isEqualTo(400);
    }
    assertThat(run("reconcile", "s3://lab/", "--url=http://127.0.0.1:1"))
        .satisfies(
            none -> {
              assertThat(none.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
              assertThat(none.err()).contains("does not answer");
            });
  }

  private static Outcome run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}
