package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is old goes, what is needed stays, and a batch takes up what is left of its journal. */
class RetentionTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String EVENTS =
      "SELECT count(*) FROM event_journal WHERE persistence_id = 'batch|' || '%s'";

  private static final String SIZE =
      "SELECT octet_length(snapshot) FROM snapshot WHERE persistence_id = 'batch|' || '%s'";

  private static RouterFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new RouterFixture();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void whatIsOldGoesAndWhatIsNeededStays() {
    start();
    // One that is done, one that is not announced, one that is open behind a closed one.
    for (int i = 0; i < 9; i++) {
      send("run/done/", i * 10, 10);
      send("run/mute/", i, 1);
      send("run/open/", i, 1);
      send("run/left/", i, 1);
      awaitNoticesDone();
    }
    now(fixture.router().operator().flushBucket("lab", "ann"));
    awaitRows("SELECT 1 FROM closed_batch WHERE announced_at IS NOT NULL", 4);
    // What was recorded for the closed batches is an hour older than their closing.
    fixture.update(
        "UPDATE event_journal SET db_timestamp = db_timestamp - interval '1 hour' WHERE seq_nr < 10");
    send("run/open/", 100, 1);
    awaitNoticesDone();
    awaitRows("SELECT 1 FROM open_batch", 1);
    fixture.stopRouter();
    var done = id("run/done/");
    var mute = id("run/mute/");
    var open = id("run/open/");
    // Of each phase it must have had its part: what a pass left over is young in the next one.
    var left = id("run/left/");
    fixture.update("UPDATE closed_batch SET announced_at = NULL WHERE prefix = 'run/mute/'");
    age(40);

    // What is done goes but for the event with which it was put to rest; the snapshot has the rest.
    start();
    awaitCount(EVENTS.formatted(done), 1);
    awaitCount(EVENTS.formatted(left), 1);
    assertThat(count(EVENTS.formatted(mute))).isGreaterThanOrEqualTo(9);
    // Of the open one stays what came since the last was closed.
    awaitCount(
        "SELECT min(seq_nr) FROM event_journal WHERE persistence_id = 'batch|" + open + "'", 10);
    assertThat(journaled(open)).isEqualTo("batch-closed batch-announced objects-recorded");
    fixture.stopRouter();

    // It is recovered from what is left: what was seen is known, and what is new counts.
    start();
    send("run/done/", 0, 10);
    send("run/done/", 500, 1);
    send("run/open/", 0, 1);
    awaitNoticesDone();
    assertThat(now(fixture.router().operator().explain("lab", "run/done/")).words())
        .startsWith("1 event, quiet for ")
        .contains("10 duplicates");
    assertThat(now(fixture.router().operator().explain("lab", "run/open/")).words())
        .startsWith("1 event, quiet for ");
    awaitRows("SELECT 1 FROM open_batch WHERE prefix IN ('run/done/', 'run/open/')", 2);
    now(fixture.router().operator().flushBucket("lab", "ann"));
    awaitRows(
        "SELECT 1 FROM closed_batch WHERE prefix = 'run/done/' AND announced_at IS NOT NULL", 2);
    fixture.stopRouter();

    // A retention later nothing but a snapshot is left; much later, one that knows nothing.
    age(40);
    start();
    awaitCount(EVENTS.formatted(done), 0);
    awaitCount(EVENTS.formatted(left), 0);
    assertThat(count(SIZE.formatted(done))).isGreaterThan(91 * 8);
    fixture.stopRouter();
    age(200);
    start();
    awaitCount(EVENTS.formatted(done), 1);
    awaitSize(done, 400);
    awaitSize(left, 512);
    send("run/done/", 0, 10);
    awaitNoticesDone();
    assertThat(now(fixture.router().operator().explain("lab", "run/done/")).words())
        .startsWith("10 events, quiet for ");
    assertThat(fixture.query("SELECT cleaned_until < now() FROM journal_cleanup"))
        .containsExactly("true");
    fixture.stopRouter();
    whatHasNothingLeftIsForgotten(left);
  }

  /** A prefix with an audit stays: its events would be counted from one again. */
  private static void whatHasNothingLeftIsForgotten(String left) {
    var snapshot = "SELECT count(*) FROM snapshot WHERE persistence_id = 'batch|%s'";
    assertThat(count(snapshot.formatted(left))).isEqualTo(1);
    fixture.update("DELETE FROM batch_audit WHERE entity_id = '%s'".formatted(left));
    fixture.update(
        """
        INSERT INTO reconciliation (id, bucket, prefix, state, asked_by, asked_at, everything, ended_at)
        VALUES ('old', 'lab', 'a/', 'done', 'ann', now(), false, now() - interval '401 days'),
          ('new', 'lab', 'a/', 'done', 'ann', now(), false, now() - interval '399 days')
        """);
    age(401);
    start();
    awaitCount(EVENTS.formatted(left), 0);
    awaitCount(snapshot.formatted(left), 0);
    assertThat(count(snapshot.formatted(id("run/done/")))).isEqualTo(1);
    await()
        .atMost(PATIENCE)
        .until(() -> fixture.query("SELECT id FROM reconciliation").equals(List.of("new")));
    send("run/left/", 0, 3);
    awaitNoticesDone();
    now(fixture.router().operator().flushBucket("lab", "ann"));
    awaitRows(
        "SELECT 1 FROM closed_batch WHERE prefix = 'run/left/' AND announced_at IS NOT NULL", 2);
    fixture.stopRouter();
  }

  private static void start() {
    fixture.startRouter(
        """
        bindery.router {
          buckets = [{ name = "lab", trigger { count = off, quiet = 10 hours } }]
          batch.snapshot-every = 5
          batch.linger = 100 ms
          retention { interval = 1 s, rows-per-second = 100000 }
        }
        """);
  }

  /** Notices of objects that are numbered from a number on. */
  private static void send(String prefix, int from, int number) {
    var records = new ArrayList<String>();
    for (int i = from; i < from + number; i++) {
      records.add(
          """
          {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
            "eventTime": "2026-11-20T10:00:00.000Z", "s3": {"bucket": {"name": "lab"},
            "object": {"key": "%s%d", "size": 1, "eTag": "e", "sequencer": "01"}}}
          """
              .formatted(prefix, i));
    }
    fixture.send("{\"Records\": [" + String.join(",", records) + "]}");
  }

  /** As if so many days had passed. */
  private static void age(int days) {
    var past = " - interval '%d days'".formatted(days);
    fixture.update("UPDATE event_journal SET db_timestamp = db_timestamp" + past);
    fixture.update("UPDATE closed_batch SET closed_at = closed_at" + past);
    fixture.update(
        "UPDATE snapshot SET write_timestamp = write_timestamp - %d".formatted(days * 86_400_000L));
  }

  private static String id(String prefix) {
    return fixture
        .query("SELECT DISTINCT entity_id FROM closed_batch WHERE prefix = '%s'".formatted(prefix))
        .get(0);
  }

  private static String journaled(String id) {
    return String.join(
        " ",
        fixture.query(
            """
            SELECT substring(encode(event_payload, 'escape') from
              '(objects-recorded|batch-closed|batch-announced|batch-rested)')
            FROM event_journal WHERE persistence_id = 'batch|%s' ORDER BY seq_nr
            """
                .formatted(id)));
  }

  private static void awaitNoticesDone() {
    await().atMost(PATIENCE).until(fixture::allNoticesDone);
  }

  private static void awaitRows(String sql, int number) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(fixture.query(sql)).hasSize(number));
  }

  private static void awaitCount(String sql, long number) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              // A snapshot counts a minute after it was taken.
              fixture.update("UPDATE snapshot SET write_timestamp = write_timestamp - 60000");
              assertThat(count(sql)).isEqualTo(number);
            });
  }

  private static void awaitSize(String id, long most) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(count(SIZE.formatted(id))).isLessThanOrEqualTo(most));
  }

  private static long count(String sql) {
    return Long.parseLong(fixture.query(sql).get(0));
  }

  private static <T> T now(CompletionStage<T> later) {
    return later.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
