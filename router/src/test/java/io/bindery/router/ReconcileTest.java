package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.platform.failure.RefusedException;
import io.bindery.router.reconcile.Reconciliation;
import io.bindery.router.reconcile.Reconciliation.Found;
import io.bindery.router.reconcile.Reconciliation.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** Objects of which no notice came, on a running router and a bucket that tells nobody. */
class ReconcileTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TRIGGER = "trigger { count = off, quiet = 10 minutes }";

  private record Put(String key, Optional<String> version) {}

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
  void whatNoNoticeToldOfIsRecordedOnce() {
    bucket("versioned", true);
    var told = put("versioned", "run/1/a", "run/1/b", "run/2/a");
    var lost = put("versioned", "run/1/lost", "run/2/lost", "run/3/lost", "root-lost");
    put("versioned", "raw/x", ".quilt/packages/y");
    start("versioned", "ignore-prefixes = \"raw/*\"");
    told.forEach(put -> notice("versioned", put));
    awaitOpen("versioned", 2);

    var first = reconciled("versioned", "", false);
    assertThat(first.state()).isEqualTo(State.DONE);
    assertThat(first.found()).isEqualTo(new Found(9, 2, 0, 0, 3, 4));
    assertThat(first.askedBy()).isEqualTo("ann");
    awaitOpen("versioned", 4);
    assertThat(now(fixture.router().operator().explain("versioned", "run/1/")).words())
        .startsWith("3 events, quiet for ")
        .contains(", 1 found by reconciliation; closes at ");

    // Again, and by a notice that was only late: each counts once.
    var second = reconciled("versioned", "", true);
    assertThat(second.found()).isEqualTo(new Found(9, 2, 0, 0, 7, 0));
    lost.forEach(put -> notice("versioned", put));
    Awaitility.await().atMost(PATIENCE).until(fixture::allNoticesDone);
    assertThat(files("versioned")).isEqualTo("7");

    // What is announced is not announced again.
    now(fixture.router().operator().flushBucket("versioned", "ann"));
    assertThat(reconciled("versioned", "run/", true).found())
        .isEqualTo(new Found(6, 0, 0, 0, 6, 0));
    assertThat(fixture.query("SELECT count(*) FROM open_batch WHERE bucket = 'versioned'"))
        .containsExactly("0");
  }

  @Test
  void withoutVersionsNameSizeAndTimeTell() {
    bucket("plain", false);
    var told = put("plain", "run/1/a", "run/1/b");
    put("plain", "run/1/lost");
    start("plain", "");
    told.forEach(put -> notice("plain", put));
    awaitOpen("plain", 1);
    assertThat(reconciled("plain", "", false).found()).isEqualTo(new Found(3, 0, 0, 0, 2, 1));
    assertThat(reconciled("plain", "", true).found()).isEqualTo(new Found(3, 0, 0, 0, 3, 0));
    assertThat(files("plain")).isEqualTo("3");
  }

  @Test
  void whatIsYoungOrOlderThanWantedIsLeftAlone() {
    bucket("times", true);
    put("times", "run/1/a", "run/1/b");
    start("times", "", "bindery.router.reconcile.grace = 1 hour");
    assertThat(reconciled("times", "", false).found()).isEqualTo(new Found(2, 0, 2, 0, 0, 0));
    fixture.stopRouter();
    start("times", "");
    var later = Instant.now().plusSeconds(3600);
    var left = ended(ask("times", "run/", Optional.of(later), false));
    assertThat(left.found()).isEqualTo(new Found(2, 0, 0, 2, 0, 0));
    // From then on the rest of this prefix counts as settled, unless all is to be compared.
    assertThat(reconciled("times", "run/1/", false).found()).isEqualTo(new Found(2, 0, 0, 0, 0, 2));
  }

  @Test
  void goesOnWhereItStopped() {
    bucket("resumed", true);
    put("resumed", "run/1/a", "run/2/a", "run/3/a", "run/4/a");
    start("resumed", "");
    fixture.stopRouter();
    fixture.update(
        """
        INSERT INTO reconciliation (id, bucket, prefix, state, everything, asked_by, asked_at,
          started_at, complete_until, runner, cursor_key, listed, missing)
        VALUES ('0123', 'resumed', '', 'running', FALSE, 'ann', now(), now(),
          now() + interval '1 minute', 'gone',
          'run%2F2%2Fa', 2, 2)
        """);
    start("resumed", "");
    var row = ended(now(fixture.router().reconciliations().byId("0123")).orElseThrow());
    assertThat(row.found()).isEqualTo(new Found(4, 0, 0, 0, 0, 4));
    awaitOpen("resumed", 2);
    assertThat(fixture.query("SELECT prefix FROM open_batch WHERE bucket = 'resumed' ORDER BY 1"))
        .containsExactly("run/3/", "run/4/");
  }

  @Test
  void canBeCancelledAndAskedForAgain() {
    bucket("slow", true);
    put("slow", keys("run/%d/a", 25));
    start("slow", "", "bindery.router.reconcile.objects-per-second = 1");
    var asked = ask("slow", "", Optional.empty(), false);
    assertThat(ask("slow", "", Optional.empty(), true).id()).isEqualTo(asked.id());
    Awaitility.await().atMost(PATIENCE).until(() -> state(asked) == State.RUNNING);
    var cancelled = now(fixture.router().reconciliations().cancel(asked.id(), "bob"));
    assertThat(cancelled.orElseThrow().state()).isEqualTo(State.CANCELLED);
    assertThat(cancelled.orElseThrow().endedBy()).contains("bob");
    var next = ask("slow", "run/3/", Optional.empty(), false);
    assertThat(next.id()).isNotEqualTo(asked.id());
    Awaitility.await().atMost(PATIENCE).until(() -> state(next) == State.DONE);
    assertThat(state(asked)).isEqualTo(State.CANCELLED);
    var all =
        now(fixture.router().reconciliations().list(Optional.of("slow"), Optional.empty(), 1));
    assertThat(all.items()).extracting(Reconciliation::id).containsExactly(next.id());
    var rest = now(fixture.router().reconciliations().list(Optional.of("slow"), all.next(), 5));
    assertThat(rest.items()).extracting(Reconciliation::id).containsExactly(asked.id());
    assertThat(rest.next()).isEmpty();
  }

  @Test
  void runsByItsSchedule() {
    bucket("scheduled", true);
    put("scheduled", "run/1/lost");
    start("scheduled", "reconcile-every = 1 minute");
    awaitOpen("scheduled", 1);
    assertThat(fixture.query("SELECT asked_by FROM reconciliation WHERE bucket = 'scheduled'"))
        .containsExactly("schedule");
  }

  @Test
  void saysWhatIsWrong() {
    start("no-such-bucket", "");
    var failed = reconciled("no-such-bucket", "", false);
    assertThat(failed.state()).isEqualTo(State.FAILED);
    assertThat(failed.error()).contains("Bucket no-such-bucket does not exist.");
    assertThatThrownBy(() -> ask("unwatched", "", Optional.empty(), false))
        .isInstanceOf(RefusedException.class)
        .hasMessage("Bucket unwatched is not watched: set a policy for it first.");
  }

  private static void start(String bucket, String policy, String... more) {
    fixture.startRouter(
        "bindery.router.buckets = [{ name = \"%s\", %s, %s }]\nbindery.router.reconcile.grace = 0 s\n%s"
            .formatted(bucket, TRIGGER, policy, String.join("\n", more)));
  }

  private static void bucket(String name, boolean versions) {
    fixture.aws.s3().createBucket(r -> r.bucket(name)).join();
    if (versions) {
      fixture
          .aws
          .s3()
          .putBucketVersioning(
              r ->
                  r.bucket(name)
                      .versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)))
          .join();
    }
  }

  private static List<Put> put(String bucket, String... keys) {
    var puts = new ArrayList<CompletableFuture<Put>>();
    for (var key : keys) {
      puts.add(
          fixture
              .aws
              .s3()
              .putObject(r -> r.bucket(bucket).key(key), AsyncRequestBody.fromString("x"))
              .thenApply(done -> new Put(key, Optional.ofNullable(done.versionId()))));
    }
    return puts.stream().map(CompletableFuture::join).toList();
  }

  private static String[] keys(String pattern, int number) {
    var keys = new String[number];
    for (int i = 0; i < number; i++) {
      keys[i] = pattern.formatted(i);
    }
    return keys;
  }

  private static void notice(String bucket, Put put) {
    fixture.send(
        """
        {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
          "eventTime": "%s", "s3": {"bucket": {"name": "%s"},
          "object": {"key": "%s", "size": 1, "eTag": "e", "sequencer": "01"%s}}}]}
        """
            .formatted(
                Instant.now(),
                bucket,
                put.key(),
                put.version().map(", \"versionId\": \"%s\""::formatted).orElse("")));
  }

  private static Reconciliation ask(
      String bucket, String prefix, Optional<Instant> since, boolean everything) {
    return now(fixture.router().reconciliations().ask(bucket, prefix, since, everything, "ann"));
  }

  private static Reconciliation reconciled(String bucket, String prefix, boolean everything) {
    // Listings count whole seconds: what was put now must be in the past.
    var second = Instant.now().plusSeconds(1);
    Awaitility.await().atMost(PATIENCE).until(() -> Instant.now().isAfter(second));
    return ended(ask(bucket, prefix, Optional.empty(), everything));
  }

  private static Reconciliation ended(Reconciliation asked) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> now(fixture.router().reconciliations().byId(asked.id())).orElseThrow(),
            row -> row.endedAt().isPresent());
  }

  private static State state(Reconciliation asked) {
    return now(fixture.router().reconciliations().byId(asked.id())).orElseThrow().state();
  }

  private static void awaitOpen(String bucket, int number) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        fixture.query(
                            "SELECT prefix FROM open_batch WHERE bucket = '%s'".formatted(bucket)))
                    .hasSize(number));
  }

  private static String files(String bucket) {
    return fixture
        .query("SELECT sum(files) FROM open_batch WHERE bucket = '%s'".formatted(bucket))
        .get(0);
  }

  private static <T> T now(CompletionStage<T> later) {
    return later.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
