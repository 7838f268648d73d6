package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which notices count, and where, by the rules of the configuration: from SQS to the tables. */
class RulesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String CREATED = "Object Created";
  private static final String DELETED = "Object Deleted";
  private static final String RESTORED = "Object Restore Completed";

  private static RouterFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new RouterFixture();
    fixture.startRouter(
        """
        bindery.router {
          on-unknown-bucket = default-policy
          default-policy { prefix-depth = 1, trigger { count = 2, quiet = 10 minutes } }
          buckets = [
            { name = plain, prefix-depth = 2, ignore-prefixes = "raw/*, */scratch/*" }
            { name = deletes, count-deletes = on }
            { name = overridden, overrides = [
              { prefix = "instrument-a/**", prefix-depth = 3, trigger { count = off, marker = "_SUCCESS" } }
              { prefix = "instrument-*/**", prefix-depth = 2, trigger.count = 1 } ] }
          ]
        }
        """);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void aBucketThatIsNotNamedGoesByTheDefaultPolicy() {
    send(CREATED, "elsewhere", "a/b/c/1");
    send(CREATED, "elsewhere", "a/2");
    awaitClosed("elsewhere", "a/ 2 count");
  }

  @Test
  void deletedObjectsCountWhereThePolicySaysSo() {
    send(CREATED, "deletes", "a/1");
    send(DELETED, "deletes", "a/2");
    awaitClosed("deletes", "a/ 2 count");
  }

  @Test
  void elseTheyAndRestoredAndIgnoredOnesAreOnlyNoted() {
    send(DELETED, "plain", "noted/1/deleted");
    send(RESTORED, "plain", "noted/1/restored");
    send(CREATED, "plain", "noted/1/first");
    send(CREATED, "plain", "raw/1/never");
    send(CREATED, "plain", "noted/scratch/never");
    await().atMost(PATIENCE).until(fixture::allNoticesDone);
    assertThat(
            fixture
                .router()
                .operator()
                .explain("plain", "noted/1/")
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join()
                .words())
        .contains("1 of 2 keys", "1 deleted", "1 restored");
    assertThat(open("plain", "raw/%")).isEmpty();
    assertThat(open("plain", "noted/scratch/%")).isEmpty();
    send(CREATED, "plain", "noted/1/second");
    await().atMost(PATIENCE).until(() -> closed("plain").contains("noted/1/ 2 count"));
  }

  @Test
  void theKeysOfPlainNotificationsAreDecoded() throws Exception {
    var records =
        "{\"Records\":[%s,%s]}"
            .formatted(record("my+run/100%25/a+b%C3%A9"), record("my+run/100%25/c%2Bd"));
    fixture.send(
        MAPPER.writeValueAsString(
            Map.of("Type", "Notification", "TopicArn", "arn:aws:sns:x", "Message", records)));
    await().atMost(PATIENCE).until(() -> closed("plain").contains("my run/100%/ 2 count"));
  }

  @Test
  void theFirstOverrideThatFitsIsTheRule() {
    send(CREATED, "overridden", "instrument-a/run/1/data");
    send(CREATED, "overridden", "instrument-a/run/1/more/data");
    send(CREATED, "overridden", "instrument-b/run/1/data");
    send(CREATED, "overridden", "other/run/1");
    await().atMost(PATIENCE).until(fixture::allNoticesDone);
    awaitClosed("overridden", "instrument-b/run/ 1 count");
    assertThat(open("overridden", "%")).containsExactly("instrument-a/run/1/ 2", "other/ 1");
    send(CREATED, "overridden", "instrument-a/run/1/_SUCCESS");
    awaitClosed("overridden", "instrument-a/run/1/ 3 marker", "instrument-b/run/ 1 count");
  }

  private static void awaitClosed(String bucket, String... batches) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(closed(bucket)).containsExactly(batches));
  }

  private static List<String> closed(String bucket) {
    return fixture.query(
        "SELECT prefix, files, reason FROM closed_batch WHERE bucket = '%s' ORDER BY prefix"
            .formatted(bucket));
  }

  private static List<String> open(String bucket, String prefixes) {
    return fixture.query(
        "SELECT prefix, files FROM open_batch WHERE bucket = '%s' AND prefix LIKE '%s' ORDER BY prefix"
            .formatted(bucket, prefixes));
  }

  private static String record(String encodedKey) {
    return """
        {"eventSource":"aws:s3","eventName":"ObjectCreated:Put","eventTime":"2026-11-20T10:00:00Z",
         "s3":{"bucket":{"name":"plain"},"object":{"key":"%s","size":1,"eTag":"e","sequencer":"01"}}}"""
        .formatted(encodedKey);
  }

  private static void send(String type, String bucket, String key) {
    fixture.send(
        """
        {"version":"0","id":"1","detail-type":"%s","source":"aws.s3","account":"000000000000",
         "time":"2026-11-20T10:00:00Z","region":"us-east-1","resources":[],
         "detail":{"version":"0","bucket":{"name":"%s"},
         "object":{"key":"%s","size":1,"etag":"e","sequencer":"00"},"reason":"PutObject"}}"""
            .formatted(type, bucket, key));
  }
}
