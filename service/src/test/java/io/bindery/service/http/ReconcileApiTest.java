package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.service.cli.Bindery;
import io.bindery.service.cli.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What docs/api.md does not show of reconciliations: the command, and what is wrong. */
class ReconcileApiTest {
  private static final String[] JSON = {"Content-Type", "application/json"};

  private record Outcome(int exitCode, String out, String err) {}

  @Test
  void theCommandAsksAndWaits() {
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

      var path = api.resolve("/api/v1/reconciliations");
      assertThat(fixture.send("POST", path, "{\"bucket\":\"lab\",\"everyting\":true}", JSON).body())
          .contains("There is no field everyting; there are bucket");
      assertThat(fixture.send("POST", path, "{\"bucket\":\"lab\",\"everything\":1}", JSON).body())
          .contains("true or false");
      assertThat(fixture.get(path.resolve("/api/v1/reconciliations/none")).statusCode())
          .isEqualTo(404);
      assertThat(fixture.get(path.resolve("/api/v1/reconciliations?after=x")).statusCode())
          .isEqualTo(422);
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
