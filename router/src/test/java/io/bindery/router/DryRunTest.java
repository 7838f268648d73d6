package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bindery.platform.failure.RefusedException;
import io.bindery.router.policy.BucketPolicy;
import io.bindery.router.replay.DryRunReport;
import io.bindery.router.replay.DryRunRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Candidates on a journal that a running router wrote. */
class DryRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

  /** Four folders of six files each, a folder of another bucket, and one that was ignored. */
  private static RouterFixture fixture;

  @BeforeAll
  static void record() {
    fixture = new RouterFixture();
    fixture.startRouter(
        """
        bindery.router {
          buckets = [
            { name = "lab", ignore-prefixes = "raw/*", trigger { count = 4, quiet = 3 s } }
            { name = "other", trigger { count = 4, quiet = 10 hours } }
          ]
          dry-run.max-objects = 24
        }
        """);
    for (int i = 0; i < 6; i++) {
      send("lab", "a/1/%d".formatted(i), "a/2/%d".formatted(i), "raw/%d".formatted(i));
      send("lab", "b/1/tmp/%d".formatted(i), "b/2/%d".formatted(i));
      await().atMost(PATIENCE).until(fixture::allNoticesDone);
    }
    for (int i = 0; i < 25; i++) {
      send("other", "a/1/%d".formatted(i));
    }
    await().atMost(PATIENCE).until(fixture::allNoticesDone);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        fixture.query("SELECT sum(files) FROM closed_batch WHERE bucket = 'lab'"))
                    .containsExactly("24"));
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void thePolicyInForceMakesTheBatchesThatWereClosed() {
    var report = run(fixture.router().policies().current().of("lab").orElseThrow(), "", 100);
    assertThat(report.objects()).isEqualTo(24);
    assertThat(report.ignored()).isZero();
    assertThat(report.candidate()).isEqualTo(report.actual());
    assertThat(report.openAtEnd()).isEqualTo(new DryRunReport.Open(0, 0, 0));
    assertThat(report.cleanedUntil()).isEmpty();
    assertThat(
            report.batches().stream()
                .map(batch -> batch.prefix() + " " + batch.files() + " " + batch.reason()))
        .containsExactlyInAnyOrderElementsOf(
            fixture.query("SELECT prefix, files, reason FROM closed_batch WHERE bucket = 'lab'"));
  }

  @Test
  void anotherDepthGroupsAnew() {
    var all = run(Map.of("prefix-depth", 0, "trigger", Map.of("count", 24)), "", 100);
    assertThat(all.batches()).hasSize(1);
    assertThat(all.batches().get(0).prefix()).isEmpty();
    assertThat(all.batches().get(0).files()).isEqualTo(24);
    assertThat(all.candidate().bytes()).isEqualTo(24);

    var deeper = run(Map.of("prefix-depth", 3, "trigger", Map.of("count", 6)), "b/", 100);
    assertThat(deeper.batches().stream().map(DryRunReport.Made::prefix))
        .containsExactlyInAnyOrder("b/1/tmp/", "b/2/");
    assertThat(deeper.objects()).isEqualTo(12);
    assertThat(deeper.actual().files()).isEqualTo(12);
  }

  @Test
  void whatTheCandidateIgnoresOrLeavesOpenIsCounted() {
    var report =
        run(
            Map.of(
                "ignore-prefixes",
                List.of("b/*/tmp/*"),
                "trigger",
                Map.of("count", "off", "quiet", "1 day")),
            "",
            100);
    assertThat(report.ignored()).isEqualTo(6);
    assertThat(report.candidate().batches()).isZero();
    assertThat(report.openAtEnd()).isEqualTo(new DryRunReport.Open(3, 18, 18));
    assertThat(report.notes())
        .contains(
            "objects that were ignored when they came are not in the journal, and cannot count here");
  }

  @Test
  void answersAreBounded() {
    var report = run(Map.of("trigger", Map.of("count", 1)), "", 5);
    assertThat(report.batches()).hasSize(5);
    assertThat(report.more()).isTrue();
    assertThat(report.candidate().batches()).isGreaterThan(5);
    var other = fixture.router().policyStore().candidate("other", Map.of());
    assertThatThrownBy(() -> run(other, "", 5))
        .hasRootCauseInstanceOf(RefusedException.class)
        .hasMessageContaining("More than 24 object events were recorded then");
    assertThat(run(other, "a/1/1", 5).objects()).isEqualTo(11);
    assertThatThrownBy(() -> run(candidate(Map.of()), "", 5, Instant.parse("2999-01-01T00:00:00Z")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("must be before to");
  }

  private static DryRunReport run(Map<String, Object> candidate, String prefix, int limit) {
    return run(candidate(candidate), prefix, limit);
  }

  private static DryRunReport run(BucketPolicy candidate, String prefix, int limit) {
    return run(candidate, prefix, limit, FROM);
  }

  private static DryRunReport run(BucketPolicy candidate, String prefix, int limit, Instant from) {
    return now(
        fixture
            .router()
            .dryRun()
            .run(new DryRunRequest(candidate, from, Instant.MAX, prefix, limit)));
  }

  private static BucketPolicy candidate(Map<String, Object> policy) {
    return fixture.router().policyStore().candidate("lab", policy);
  }

  private static void send(String bucket, String... keys) {
    var records = new ArrayList<String>();
    Stream.of(keys)
        .forEach(
            key ->
                records.add(
                    """
                    {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
                      "eventTime": "2026-11-20T10:00:00.000Z", "s3": {"bucket": {"name": "%s"},
                      "object": {"key": "%s", "size": 1, "eTag": "e", "sequencer": "01"}}}
                    """
                        .formatted(bucket, key)));
    fixture.send("{\"Records\": [" + String.join(",", records) + "]}");
  }

  private static <T> T now(CompletionStage<T> later) {
    return later.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
