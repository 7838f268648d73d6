package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.service.cli.Bindery;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The canary on the whole way, and what is left of it. */
class CanaryTest {
  private static CanaryFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new CanaryFixture("15 minutes");
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void itComesThroughAndLeavesNothingBehind() {
    fixture.awaitFirst();
    var parts = fixture.parts;
    for (int i = 0; i < 3; i++) {
      fixture.awaitPassed(fixture.order());
    }
    var answer = fixture.json("GET", "canary?limit=100");
    assertThat(answer.path("on").asBoolean()).isTrue();
    assertThat(answer.path("runs").size()).isGreaterThanOrEqualTo(4);
    assertThat(answer.path("canary").path("age_seconds").asLong(-1)).isNotNegative();
    // Of all canaries the last one is there.
    await()
        .atMost(CanaryFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(fixture.versions("bindery-canary/")).hasSize(1);
              assertThat(fixture.versions(".quilt/named_packages/")).hasSize(2);
              assertThat(fixture.versions(".quilt/packages/")).hasSize(1);
            });
    await()
        .atMost(CanaryFixture.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(parts.query("SELECT count(*) FROM canary_run WHERE cleaned_at IS NULL"))
                    .containsExactly("1"));
    assertThat(
            parts.query("SELECT cleaning_error FROM canary_run WHERE cleaning_error IS NOT NULL"))
        .isEmpty();
    // What it removes opens no batch, and its only package is its own.
    assertThat(parts.query("SELECT prefix, files, due_at FROM open_batch")).isEmpty();
    assertThat(
            parts.query(
                "SELECT DISTINCT package_name, state, notice_due_at IS NULL FROM package_job"))
        .containsExactly("bindery/canary done true");
    assertThat(fixture.part().path("state").asText()).isEqualTo("up");
    assertThat(fixture.metrics())
        .containsPattern("bindery_canary_runs_total\\{outcome=\"passed\"[^}]*}")
        .containsPattern("bindery_canary_age_seconds [0-9.]+")
        .contains("bindery_canary_late_seconds 0.0");
    assertThat(fixture.json("GET", "canary/runs/none").path("detail").asText())
        .isEqualTo("There is no canary of this id.");

    theCommandLineShowsThemAndOrdersOne();
    oneSlotHasOneCanary();
    whatMayNotBeRemovedIsRemovedOnceItMay();
    aThousandThatCannotBeRemovedStopCanariesUntilTheyCan();
    onTwoNodesAndWithoutVersions();
  }

  private static String bindery(String... arguments) {
    var out = new StringWriter();
    int code =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(arguments);
    assertThat(code).as(out.toString()).isZero();
    return out.toString();
  }

  private static void theCommandLineShowsThemAndOrdersOne() {
    var url = "--url=" + fixture.url();
    assertThat(bindery("canary", "run", "--wait", url)).contains("canary ", "passed in ");
    assertThat(bindery("canary", url).lines().filter(line -> line.contains("passed")).count())
        .isGreaterThanOrEqualTo(5);
  }

  /** Also after a restart, and after a clock that was ahead by a year. */
  private static void oneSlotHasOneCanary() {
    var parts = fixture.parts;
    fixture.stop();
    var runs = parts.query("SELECT count(*) FROM canary_run").get(0);
    fixture.start();
    await()
        .atMost(CanaryFixture.PATIENCE)
        .until(
            () ->
                fixture
                    .metrics()
                    .lines()
                    .filter(line -> line.startsWith("bindery_rounds_total"))
                    .filter(line -> line.contains("name=\"canary\"") && line.contains("\"done\""))
                    .anyMatch(
                        line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))) > 2));
    assertThat(parts.query("SELECT count(*) FROM canary_run")).containsExactly(runs);
    parts.update(
        "UPDATE canary_run SET slot = now() + INTERVAL '1 year', started_at = now() + INTERVAL '1 year',"
            + " ended_at = now() + INTERVAL '1 year' WHERE slot IS NOT NULL");
    await()
        .atMost(CanaryFixture.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        parts.query(
                            "SELECT count(*) FROM canary_run WHERE started_at > now() OR ended_at >"
                                + " now()"))
                    .containsExactly("0"));
    // Its slot is free again for the canary of now.
    fixture.awaitFirst();
  }

  private static void whatMayNotBeRemovedIsRemovedOnceItMay() {
    var faults = fixture.parts.local.faults();
    faults.refuse("DeleteObject", 403, "AccessDenied");
    fixture.awaitPassed(fixture.order());
    fixture.awaitPassed(fixture.order());
    await()
        .atMost(CanaryFixture.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(fixture.part().toString())
                    .contains("What canaries made cannot be removed", "Allow s3:DeleteObject"));
    assertThat(fixture.part().path("state").asText()).isEqualTo("up");

    faults.clear();

    await()
        .atMost(CanaryFixture.PATIENCE)
        .untilAsserted(() -> assertThat(fixture.versions("bindery-canary/")).hasSize(1));
  }

  private static void aThousandThatCannotBeRemovedStopCanariesUntilTheyCan() {
    var parts = fixture.parts;
    parts.update(
        "INSERT INTO canary_run (run_id, bucket, object_key, registry, package_name, ended_at, outcome)"
            + " SELECT 'old-' || n, 'gone', 'bindery-canary/old/canary.json', 'gone', 'bindery/canary',"
            + " now(), 'lost' FROM generate_series(1, 1000) n");
    parts.update("UPDATE canary_run SET slot = NULL, started_at = started_at - INTERVAL '3 hours'");
    await()
        .atMost(CanaryFixture.PATIENCE)
        .untilAsserted(
            () -> {
              var canary = fixture.json("GET", "health").path("canary");
              assertThat(canary.path("state").asText()).as(canary.toString()).isEqualTo("silent");
              assertThat(canary.path("words").asText()).contains("cannot be removed");
            });
    assertThat(parts.query("SELECT count(*) FROM canary_run WHERE slot IS NOT NULL"))
        .containsExactly("0");

    var unused = parts.aws.s3().createBucket(r -> r.bucket("gone")).join();

    fixture.awaitFirst();
  }

  /** One of two nodes sends them; when it stops, the other does. The bucket keeps no versions. */
  private static void onTwoNodesAndWithoutVersions() {
    var parts = fixture.parts;
    fixture.stop();
    parts.createBucket("plain");
    parts
        .aws
        .s3()
        .putBucketNotificationConfiguration(
            r ->
                r.bucket("plain")
                    .notificationConfiguration(n -> n.eventBridgeConfiguration(e -> {})))
        .join();
    int port = ServiceFixture.freePort();
    var settings =
        """
        bindery.router.bucket-names = [lab, plain]
        bindery.packager { sources = [lab, plain], registries = [lab, plain] }
        bindery.canary.bucket = plain
        bindery.cluster.seed-nodes = ["127.0.0.1:%d"]
        """
            .formatted(port);
    var first = fixture.start(settings + "bindery.cluster.port = " + port);
    fixture.ask(fixture.start(settings));
    try {
      parts.update("UPDATE canary_run SET slot = NULL");
      fixture.awaitFirst();
      fixture.awaitPassed(fixture.order());
      assertThat(parts.query("SELECT count(*) FROM canary_run WHERE slot IS NOT NULL"))
          .containsExactly("1");
    } finally {
      first.close();
    }
    fixture.awaitPassed(fixture.order());
    assertThat(parts.query("SELECT DISTINCT bucket FROM canary_run WHERE outcome = 'passed'"))
        .contains("plain");
    await()
        .atMost(CanaryFixture.PATIENCE)
        .untilAsserted(
            () -> {
              var objects =
                  parts
                      .aws
                      .s3()
                      .listObjectsV2(r -> r.bucket("plain").prefix("bindery-canary/"))
                      .join();
              assertThat(objects.contents()).hasSize(1);
            });
  }
}
