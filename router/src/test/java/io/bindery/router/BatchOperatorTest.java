package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.platform.failure.RefusedException;
import io.bindery.router.operator.BatchOperator;
import io.bindery.router.operator.BucketOperated;
import io.bindery.router.operator.Explanation;
import io.bindery.router.policy.IgnorePrefixes;
import io.bindery.router.policy.PlainPolicies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Orders, explanations and new policies, on a running router. */
class BatchOperatorTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static RouterFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new RouterFixture();
  }

  @AfterEach
  void stopRouter() {
    fixture.stopRouter();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void explainsWhatIsOpenAndWhyItWasClosed() {
    start("lab-one", "ignore-prefixes = \"*/*/tmp/*\", trigger { count = 20, quiet = 10 minutes }");
    send("lab-one", "run/1/a", "run/1/b", "run/1/b", "run/1/tmp/x", "run/1/c");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(now(operator().explain("lab-one", "run/1/")).words())
                    .matches(
                        "3 of 20 keys, quiet for [0-9.]+ of 600 s, 1 ignored by \\*/\\*/tmp/\\*,"
                            + " 1 duplicate; closes at [0-9: -]+ UTC unless more arrive"));
    var open = now(operator().explain("lab-one", "run/1/"));
    assertThat(open.status()).isEqualTo(Explanation.Status.OPEN);
    assertThat(open.totals().orElseThrow().files()).isEqualTo(3);
    assertThat(open.notes()).isEmpty();

    var flushed = now(operator().flush("lab-one", "run/1/", "ann"));
    assertThat(flushed.changed()).isTrue();
    var batchId = flushed.batchId().orElseThrow();
    await().atMost(PATIENCE).until(() -> now(operator().explainClosed(batchId)).isPresent());
    var closed = now(operator().explainClosed(batchId)).orElseThrow();
    assertThat(closed.words())
        .matches(
            "closed on .* UTC because ann flushed it: 3 of 20 keys, quiet for [0-9.]+ of 600 s,"
                + " 1 ignored by \\*/\\*/tmp/\\*, 1 duplicate");
    assertThat(closed.closed().orElseThrow().reason()).isEqualTo("flush");
    assertThat(now(operator().explain("lab-one", "run/1/")).words())
        .startsWith("nothing that counts came since the prior trigger; the last batch was closed");
    assertThat(fixture.query("SELECT prefix, action, done_by, batch_id, files FROM batch_audit"))
        .contains("run/1/ flush ann " + batchId + " 3");
    assertThat(now(operator().explainClosed("no such batch"))).isEmpty();
  }

  @Test
  void saysWhyAPrefixHasNoBatch() {
    start("lab-two", "ignore-prefixes = \"raw/*\", trigger { count = 20 }");
    assertThat(now(operator().explain("lab-two", "raw/x/")).notes())
        .containsExactly("keys in it are ignored by raw/*");
    assertThat(now(operator().explain("lab-two", "a/b/c/")).notes())
        .containsExactly("keys in it belong to the batch of a/b/");
    var unwatched = now(operator().explain("lab-none", "a/b/"));
    assertThat(unwatched.notes())
        .containsExactly("bucket lab-none is not watched: its notices go to the dead-letter queue");
    assertThat(unwatched.words()).isEqualTo("nothing that counts ever came");
    assertThatThrownBy(() -> operator().explain("lab-two", "a/b"))
        .isInstanceOf(RefusedException.class)
        .hasMessage("prefix = a/b: a common prefix ends in a slash; did you mean a/b/ ?");
    assertThatThrownBy(() -> operator().flush("lab-two", "a/", " "))
        .hasMessageContaining("say who gives the order");
  }

  /** S3 takes such keys, and no table does. */
  @Test
  void aKeyWithANulIsAnnouncedAsItIs() throws Exception {
    fixture.receive(fixture.announcements);
    start("lab-nul", "trigger { count = 2, quiet = 10 minutes }");
    send("lab-nul", "run%00/1/a%00", "run%00/1/b");
    awaitRows(
        "SELECT 1 FROM closed_batch WHERE bucket = 'lab-nul' AND announced_at IS NOT NULL", 1);
    var told = fixture.receive(fixture.announcements);
    assertThat(told).hasSize(1);
    assertThat(new JsonMapper().readTree(told.get(0).body()).at("/detail/prefix").textValue())
        .isEqualTo("run\u0000/1/");
    assertThat(fixture.receive(fixture.deadLetters)).isEmpty();
    send("lab-nul", "run%00/1/c");
    await().atMost(PATIENCE).until(fixture::allNoticesDone);
    assertThat(now(operator().explain("lab-nul", "run\u0000/1/")).words())
        .startsWith("1 of 2 keys");
    assertThat(now(operator().flush("lab-nul", "run\u0000/1/", "ann")).changed()).isTrue();
    awaitRows("SELECT 1 FROM batch_audit WHERE bucket = 'lab-nul'", 1);
  }

  @Test
  void ordersToABucketReachEachOfItsBatches() {
    start("lab-three", "trigger { count = 3, quiet = 10 minutes }");
    for (int i = 0; i < 7; i++) {
      send("lab-three", "run/" + i + "/a", "run/" + i + "/b");
    }
    awaitRows("SELECT prefix FROM open_batch WHERE bucket = 'lab-three'", 7);
    assertThat(now(operator().pauseBucket("lab-three", "ann"))).satisfies(all(7));
    awaitRows("SELECT prefix FROM paused_batch WHERE bucket = 'lab-three'", 7);
    send("lab-three", "run/0/c", "run/1/c");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var paused = now(operator().explain("lab-three", "run/1/"));
              assertThat(paused.status()).isEqualTo(Explanation.Status.PAUSED);
              assertThat(paused.words())
                  .contains("3 of 3 keys")
                  .contains("paused by ann since")
                  .endsWith("it records, and closes only when flushed or resumed");
            });
    // What was discarded stays paused, and is resumed with the others.
    assertThat(now(operator().discard("lab-three", "run/6/", "bob")).text())
        .isEqualTo("discarded 2 files");
    await().atMost(PATIENCE).until(fixture::allNoticesDone);
    assertThat(now(operator().resumeBucket("lab-three", "ann"))).satisfies(all(7));
    awaitRows("SELECT prefix FROM closed_batch WHERE bucket = 'lab-three'", 2);
    awaitRows("SELECT prefix FROM open_batch WHERE bucket = 'lab-three'", 4);
    assertThat(now(operator().flushBucket("lab-three", "ann")).changed()).isEqualTo(4);
    awaitRows("SELECT prefix FROM closed_batch WHERE bucket = 'lab-three'", 6);
    awaitRows("SELECT 1 FROM batch_audit WHERE bucket = 'lab-three'", 7 + 7 + 1 + 4);
    assertThat(now(operator().discardBucket("lab-three", "ann")).changed()).isZero();
  }

  @Test
  void aNewPolicyReachesBatchesThatAreNotInMemory() {
    start(
        "lab-four",
        "trigger { count = 20, quiet = 1 hour }",
        "akka.cluster.sharding.passivation.idle-or-too-many.idle-entity.timeout = 5 s");
    send("lab-four", "run/1/a");
    awaitRows("SELECT prefix FROM open_batch WHERE bucket = 'lab-four'", 1);
    var policies = fixture.router().policies();
    // Each batch in memory listens; the re-arming itself does as well.
    await().atMost(PATIENCE).until(() -> policies.listeners() == 1);
    policies.replace(
        policies
            .current()
            .with(
                PlainPolicies.policy(
                    "lab-four",
                    IgnorePrefixes.of(List.of()),
                    2,
                    PlainPolicies.trigger(20, Duration.ofSeconds(5)))));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        fixture.query("SELECT reason FROM closed_batch WHERE bucket = 'lab-four'"))
                    .containsExactly("quiet"));
  }

  private static Consumer<BucketOperated> all(int number) {
    return operated -> {
      assertThat(operated.found()).isEqualTo(number);
      assertThat(operated.changed()).isEqualTo(number);
      assertThat(operated.failures()).isEmpty();
    };
  }

  private static void start(String bucket, String policy, String... more) {
    fixture.startRouter(
        "bindery.router.buckets = [{ name = \"%s\", %s }]\n%s"
            .formatted(bucket, policy, String.join("\n", more)));
  }

  private static void send(String bucket, String... keys) {
    for (var key : keys) {
      fixture.send(
          """
          {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
            "eventTime": "2026-11-20T10:00:00.000Z", "s3": {"bucket": {"name": "%s"},
            "object": {"key": "%s", "size": 1, "eTag": "e", "sequencer": "01"}}}]}
          """
              .formatted(bucket, key));
    }
  }

  private static void awaitRows(String sql, int number) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(fixture.query(sql)).hasSize(number));
  }

  private static BatchOperator operator() {
    return fixture.router().operator();
  }

  private static <T> T now(CompletionStage<T> later) {
    return later.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
