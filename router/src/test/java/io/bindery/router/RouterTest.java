package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/** From a notice in SQS to an announcement in SQS, on real parts. */
class RouterTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final List<Message> announced = new ArrayList<>();

  private static RouterFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new RouterFixture();
  }

  @AfterEach
  void stopRouter() {
    fixture.stopRouter();
    fixture.local.faults().clear();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void noticesBecomeOneAnnouncementHoweverOftenTheyAreDelivered() throws Exception {
    fixture.startRouter(bucket("lab-one", "trigger { count = 3, quiet = 10 minutes }"));
    for (int delivery = 0; delivery < 3; delivery++) {
      fixture.send(notice("lab-one", "run/1/ä b.txt", 10));
      fixture.send(notice("lab-one", "run/1/sub/c.txt", 20));
    }
    fixture.send(notice("lab-one", ".quilt/packages/x", 1));
    fixture.send(inSns(notice("lab-one", "run/1/d.txt", 30)));
    awaitAnnounced("lab-one", 1);
    fixture.send(notice("lab-one", "run/1/d.txt", 30));
    fixture.send(notice("lab-one", "run/1/sub/c.txt", 20));

    var event = event(announced.get(0));
    assertThat(event.get("source").textValue()).isEqualTo("com.quiltdata.edp");
    assertThat(event.get("detail-type").textValue()).isEqualTo("package-objects-ready");
    assertThat(event.get("resources").get(0).textValue()).isEqualTo("arn:aws:s3:::lab-one");
    var detail = event.get("detail");
    assertThat(detail.get("version").textValue()).isEqualTo("0.1");
    assertThat(detail.get("bucket").textValue()).isEqualTo("lab-one");
    assertThat(detail.get("prefix").textValue()).isEqualTo("run/1/");
    assertThat(detail.get("files").longValue()).isEqualTo(3);
    assertThat(detail.get("bytes").longValue()).isEqualTo(60);
    assertThat(detail.get("reason").textValue()).isEqualTo("count");

    await().atMost(PATIENCE).until(fixture::allNoticesDone);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        fixture.query(
                            "SELECT batch_id, files, bytes, reason, announced_at IS NOT NULL"
                                + " FROM closed_batch WHERE bucket = 'lab-one'"))
                    .containsExactly(detail.get("batch_id").textValue() + " 3 60 count true"));
    assertThat(fixture.query("SELECT * FROM open_batch WHERE bucket = 'lab-one'")).isEmpty();
    assertThat(fixture.receive(fixture.announcements)).isEmpty();
  }

  /** As the guide has it: while a batch is recorded, further windows gather for it. */
  @Test
  void aWindowIsTakenWholeSoThatABatchMayHaveMoreThanItsCount() {
    int count = 20;
    int window = 50;
    int atOnce = 3;
    var ledger = new Ledger(fixture, "lab-window", 1);
    ledger.send(500);
    fixture.startRouter(
        bucket("lab-window", "trigger { count = %d, quiet = 3 s }".formatted(count))
            + "\nbindery.router.queue { window = 2 s, window-messages = %d, windows-in-flight = %d }"
                .formatted(window, atOnce));
    ledger.awaitSettled();
    ledger.assertNothingLostOrCountedTwice();
    var files =
        fixture
            .query(
                "SELECT files FROM closed_batch WHERE bucket = 'lab-window' AND reason = 'count'")
            .stream()
            .map(Integer::valueOf)
            .toList();
    assertThat(files).allMatch(it -> it >= count && it <= count - 1 + atOnce * window);
    assertThat(files).anyMatch(it -> it > count);
  }

  @Test
  void whatCannotBeHandledGoesToTheDeadLetterQueueWithItsReason() {
    fixture.startRouter(bucket("lab-two", "trigger { count = 1, quiet = 10 minutes }"));
    fixture.send("this is no notice");
    fixture.send(notice("lab-unknown", "a", 1));
    fixture.send("{\"Event\":\"s3:TestEvent\",\"Bucket\":\"lab-two\"}");
    fixture.send(notice("lab-two", "run/../a//b", 1));
    awaitAnnounced("lab-two", 1);
    assertThat(event(announced.get(0)).at("/detail/prefix").textValue()).isEqualTo("run/../");

    // SQS may deliver one twice: what counts is which ones are there.
    var dead = new HashMap<String, String>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              fixture
                  .receive(fixture.deadLetters)
                  .forEach(
                      m -> dead.put(m.body(), m.messageAttributes().get("reason").stringValue()));
              return dead.size() >= 2;
            });
    assertThat(dead).containsOnlyKeys("this is no notice", notice("lab-unknown", "a", 1));
    assertThat(dead.get("this is no notice")).startsWith("body = this is no notice: it must be");
    assertThat(dead.get(notice("lab-unknown", "a", 1)))
        .startsWith("Bucket lab-unknown is not watched: add it to bindery.router.buckets");
    await().atMost(PATIENCE).until(fixture::allNoticesDone);
  }

  @Test
  void noticesOfBucketsThatAreNotWatchedAreDroppedIfThatIsSet() {
    fixture.startRouter(
        bucket("lab-known", "trigger { count = 1, quiet = 10 minutes }")
            + "\nbindery.router.on-unknown-bucket = ignore");
    fixture.send(notice("lab-dropped", "run/1/a", 1));
    fixture.send("neither is this");
    fixture.send(notice("lab-known", "run/1/a", 1));
    awaitAnnounced("lab-known", 1);
    await().atMost(PATIENCE).until(fixture::allNoticesDone);
    var dead = new HashSet<String>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              fixture.receive(fixture.deadLetters).forEach(message -> dead.add(message.body()));
              return dead.contains("neither is this");
            });
    assertThat(dead).noneMatch(body -> body.contains("lab-dropped"));
  }

  @Test
  void aPolicyThatWasChangedWhileNothingRanIsForBatchesThatSleep() {
    fixture.startRouter(bucket("lab-six", "trigger { count = 100, quiet = 9 h }"));
    fixture.send(notice("lab-six", "run/1/a", 1));
    var due =
        "SELECT due_at < now() + interval '1 minute' FROM open_batch WHERE bucket = 'lab-six'";
    await().atMost(PATIENCE).until(() -> fixture.query(due).equals(List.of("false")));
    fixture.stopRouter();
    // As if no node had been restarted for a while.
    fixture.update("UPDATE closing_rule SET changed_at = changed_at - interval '2 hours'");

    fixture.startRouter(bucket("lab-six", "trigger { count = 100, quiet = 1 s }"));
    awaitAnnounced("lab-six", 1);
    var rule = "SELECT rule LIKE '%%%s%%' FROM closing_rule WHERE bucket = 'lab-six'";
    var known = List.of("true");
    await()
        .atMost(PATIENCE)
        .until(() -> fixture.query(rule.formatted("quiet=Optional[PT1S]")).equals(known));
  }

  @Test
  void tablesOfAnEarlierBuildAreBroughtUpBeforeAnythingStarts() {
    var settings = bucket("lab-seven", "trigger { count = 2, quiet = 9 h }");
    fixture.startRouter(settings);
    fixture.send(notice("lab-seven", "run/1/a", 1));
    fixture.send(notice("lab-seven", "run/2/a", 1));
    fixture.send(notice("lab-seven", "run/2/b", 1));
    awaitAnnounced("lab-seven", 1);
    var open = "SELECT prefix, files, due_at FROM open_batch WHERE bucket = 'lab-seven'";
    var closed =
        "SELECT batch_id, prefix, files, announced_at FROM closed_batch"
            + " WHERE bucket = 'lab-seven' AND announced_at IS NOT NULL";
    await().atMost(PATIENCE).until(() -> fixture.query(closed).size() == 1);
    await().atMost(PATIENCE).until(fixture::allNoticesDone);
    fixture.stopRouter();
    var before = List.of(fixture.query(open), fixture.query(closed));
    assertThat(before).allSatisfy(rows -> assertThat(rows).hasSize(1));

    // The tables followed the journal by positions of their own, and were behind it.
    fixture.update("DELETE FROM open_batch WHERE bucket = 'lab-seven'");
    fixture.update("DELETE FROM closed_batch WHERE bucket = 'lab-seven'");
    fixture.update(
        """
        INSERT INTO akka_projection_timestamp_offset_store (projection_name, projection_key, slice,
          persistence_id, seq_nr, timestamp_offset, timestamp_consumed)
        SELECT 'open-batches', n * 256 || '-' || n * 256 + 255, n * 256, 'batch|x', 1, now(), now()
        FROM generate_series(0, 3) AS n
        """);
    fixture.startRouter(settings);
    assertThat(List.of(fixture.query(open), fixture.query(closed))).isEqualTo(before);
    assertThat(
            fixture.query(
                "SELECT 1 FROM akka_projection_timestamp_offset_store"
                    + " WHERE projection_name = 'open-batches'"))
        .isEmpty();
  }

  @Test
  void aBatchThatFellDueWhileNothingRanIsAnnouncedOnceAfterwards() throws Exception {
    var settings = bucket("lab-three", "trigger { count = 100, quiet = 6 s }");
    fixture.startRouter(settings);
    fixture.send(notice("lab-three", "run/1/a", 1));
    fixture.send(notice("lab-three", "run/2/b", 2));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                fixture.query("SELECT prefix FROM open_batch WHERE bucket = 'lab-three'").size()
                    == 2);
    fixture.stopRouter();
    assertThat(fixture.query("SELECT * FROM closed_batch WHERE bucket = 'lab-three'")).isEmpty();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                fixture
                    .query("SELECT max(due_at) < now() FROM open_batch WHERE bucket = 'lab-three'")
                    .equals(List.of("true")));

    // No message comes any more: only the sweeper can wake the batches.
    fixture.startRouter(settings);
    awaitAnnounced("lab-three", 2);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(
                      fixture.query(
                          "SELECT prefix, files, reason FROM closed_batch WHERE bucket ="
                              + " 'lab-three' AND announced_at IS NOT NULL ORDER BY prefix"))
                  .containsExactly("run/1/ 1 quiet", "run/2/ 1 quiet");
              assertThat(fixture.query("SELECT * FROM open_batch WHERE bucket = 'lab-three'"))
                  .isEmpty();
            });
    assertThat(fixture.receive(fixture.announcements)).isEmpty();
  }

  @Test
  void anOutageOfEventBridgeDelaysAnAnnouncementAcrossARestart() throws Exception {
    var settings =
        bucket("lab-four", "trigger { count = 1, quiet = 10 minutes }")
            + "\nbindery.router.batch { announce-retry-min = 1 minute }";
    fixture.startRouter(settings);
    fixture.local.faults().failPutEventsEntry(0, "ThrottlingException", 1_000);
    fixture.send(notice("lab-four", "run/1/a", 1));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                fixture
                    .query(
                        "SELECT announced_at IS NULL FROM closed_batch WHERE bucket = 'lab-four'")
                    .equals(List.of("true")));
    fixture.stopRouter();
    fixture.local.faults().clear();
    var batchId = fixture.query("SELECT batch_id FROM closed_batch WHERE bucket = 'lab-four'");

    fixture.startRouter(settings);
    awaitAnnounced("lab-four", 1);
    assertThat(event(announced.get(0)).at("/detail/batch_id").textValue())
        .isEqualTo(batchId.get(0));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                fixture
                    .query(
                        "SELECT announced_at IS NOT NULL FROM closed_batch WHERE bucket ="
                            + " 'lab-four'")
                    .equals(List.of("true")));
  }

  @Test
  void nothingIsLostWhileTheDatabaseIsAway() {
    fixture.startRouter(
        bucket("lab-five", "trigger { count = 3, quiet = 10 minutes }")
            + "\nbindery.router { record-timeout = 1 s, queue.visibility-timeout = 5 s }");
    fixture.send(notice("lab-five", "run/1/a", 1));
    await().atMost(PATIENCE).until(fixture::allNoticesDone);
    fixture.postgres.stop();
    fixture.send(notice("lab-five", "run/1/b", 2));
    fixture.send(notice("lab-five", "run/1/c", 4));
    // Received at least once, not recorded, not deleted.
    await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> !fixture.allNoticesDone());
    fixture.postgres.start();
    awaitAnnounced("lab-five", 1);
    assertThat(event(announced.get(0)).at("/detail/files").intValue()).isEqualTo(3);
    assertThat(event(announced.get(0)).at("/detail/bytes").intValue()).isEqualTo(7);
    await().atMost(PATIENCE).until(fixture::allNoticesDone);
    assertThat(fixture.receive(fixture.announcements)).isEmpty();
  }

  private void awaitAnnounced(String bucket, int number) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              announced.addAll(fixture.receive(fixture.announcements));
              return announced.size() >= number;
            });
    assertThat(announced)
        .hasSize(number)
        .allSatisfy(
            message ->
                assertThat(event(message).at("/detail/bucket").textValue()).isEqualTo(bucket));
  }

  private static JsonNode event(Message message) {
    try {
      return MAPPER.readTree(message.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String bucket(String name, String policy) {
    return "bindery.router.buckets = [{ name = %s, %s }]".formatted(name, policy);
  }

  private static String notice(String bucket, String key, int size) {
    return """
    {"version":"0","id":"1","detail-type":"Object Created","source":"aws.s3",
     "account":"000000000000","time":"2026-11-20T10:00:00Z","region":"us-east-1",
     "resources":["arn:aws:s3:::%1$s"],"detail":{"version":"0","bucket":{"name":"%1$s"},
       "object":{"key":"%2$s","size":%3$d,"etag":"e","sequencer":"00"},"reason":"PutObject"}}
    """
        .formatted(bucket, key, size);
  }

  private static String inSns(String message) throws JsonProcessingException {
    return MAPPER.writeValueAsString(
        Map.of("Type", "Notification", "TopicArn", "arn:aws:sns:x", "Message", message));
  }
}
