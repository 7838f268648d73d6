package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.localaws.faulty.Answer.Delivery;
import io.bindery.localaws.faulty.AwsProcess;
import io.bindery.localaws.faulty.Call;
import io.bindery.localaws.faulty.Fault;
import io.bindery.localaws.faulty.FaultyProxy;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AWS stands still with calls under way, or takes calls and never answers: whoever is told, is told
 * once, or it is counted that the outcome was unknown.
 */
@Tag("chaos")
class StalledTargetsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Longer than a message stays hidden and than any pause between attempts. */
  private static final Duration STANDSTILL = Duration.ofSeconds(8);

  private static final String BUS = "router.announce.bus";
  private static final String TOPIC = "router.announce.topic";
  private static final String PACKAGER = "router.packager-queue";
  private static final String SOURCES = "router.sources.packager-queue";

  @TempDir private static Path work;

  private static AwsProcess process;
  private static RouterFixture fixture;
  private static String topic;
  private static String subscribed;

  private AwsClients clients;

  private static boolean isPutEvents(Call call) {
    return call.action().equals("PutEvents");
  }

  /** SNS alone speaks AWS's query protocol. */
  private static boolean isPublish(Call call) {
    return call.method().equals("POST") && call.path().equals("/") && call.action().isEmpty();
  }

  private static boolean isSend(Call call) {
    return call.action().equals("SendMessageBatch");
  }

  @BeforeAll
  static void start() throws Exception {
    process = AwsProcess.start(work.resolve("aws"));
    fixture = new RouterFixture(process);
    topic = fixture.aws.sns().createTopic(r -> r.name("ready")).join().topicArn();
    subscribed = fixture.subscribedTo(topic, "subscribed");
  }

  @AfterEach
  void stopRouter() {
    process.thaw();
    fixture.stopRouter();
    clients.close();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void aStandstillThatIsShorterThanTheTimeoutTellsNobodyTwice() {
    var packages = fixture.createQueue("frozen-packages");
    startRouter("frozen", packages, process.endpoint(), Duration.ofMinutes(5));
    var ledger = new Ledger(fixture, "frozen", 40);
    ledger.send(400);
    sendEvents("frozen", 50);
    await().atMost(PATIENCE).until(() -> ledger.closed() > 3);

    process.freeze();
    passes(STANDSTILL);
    process.thaw();

    ledger.awaitSettled();
    awaitEventsSent("frozen", 50);
    ledger.assertNothingLostOrCountedTwice();
    assertThat(ledger.announcedAgain()).isZero();
    var batches = batches("frozen");
    assertThat(onTopic("frozen")).containsExactlyInAnyOrderElementsOf(batches);
    // Batches of one folder have the same description.
    assertThat(bodies(packages)).hasSize(batches.size() + 50);
    assertThat(List.of(BUS, TOPIC, PACKAGER, SOURCES)).allMatch(it -> fixture.unanswered(it) == 0);
  }

  @Test
  void aStandstillThatIsLongerIsCounted() {
    var packages = fixture.createQueue("longer-packages");
    startRouter("longer", packages, process.endpoint(), Duration.ofSeconds(5));
    var ledger = new Ledger(fixture, "longer", 40);
    ledger.send(400);
    await().atMost(PATIENCE).until(() -> ledger.closed() > 3);

    process.freeze();
    passes(STANDSTILL);
    process.thaw();

    ledger.awaitSettled();
    ledger.assertNothingLostOrCountedTwice();
    var unanswered =
        fixture.query(
            "SELECT batch_id FROM closed_batch WHERE bucket = 'longer' AND unanswered > 0");
    assertThat(unanswered).containsAll(ledger.announcedTwice());
    assertThat(fixture.unanswered(BUS)).isGreaterThanOrEqualTo(ledger.announcedAgain());
    var onTopic = onTopic("longer");
    assertThat(onTopic).hasSameElementsAs(batches("longer"));
    assertThat(fixture.unanswered(TOPIC)).isGreaterThanOrEqualTo(again(onTopic));
    assertThat(bodies(packages).size() - batches("longer").size())
        .isBetween(0, (int) fixture.unanswered(PACKAGER));
  }

  @Test
  void whatIsTakenAndNeverAnsweredIsCountedAndTold() {
    var packages = fixture.createQueue("silent-packages");
    try (var proxy = new FaultyProxy(process.endpoint())) {
      startRouter("silent", packages, proxy.endpoint(), Duration.ofSeconds(5));
      var never = Fault.delivered(Delivery.NEVER);
      // Of each the first call arrives, and the second does not; nobody can know.
      for (var calls :
          List.<Predicate<Call>>of(
              StalledTargetsTest::isPutEvents,
              StalledTargetsTest::isPublish,
              StalledTargetsTest::isSend)) {
        proxy.spoil(calls, 0, 1, never);
        proxy.refuse(calls, 2, never);
      }
      var ledger = new Ledger(fixture, "silent", 4);
      ledger.send(8);
      sendEvents("silent", 2);

      ledger.awaitSettled();
      awaitEventsSent("silent", 2);

      ledger.assertNothingLostOrCountedTwice();
      assertThat(fixture.unanswered(BUS)).isGreaterThanOrEqualTo(ledger.announcedAgain() + 1L);
      var onTopic = onTopic("silent");
      assertThat(onTopic).hasSameElementsAs(batches("silent"));
      assertThat(fixture.unanswered(TOPIC)).isGreaterThanOrEqualTo(again(onTopic) + 1L);
      assertThat(bodies(packages).size() - batches("silent").size() - 2)
          .isBetween(0, (int) (fixture.unanswered(PACKAGER) + fixture.unanswered(SOURCES)) - 1);
    }
  }

  /** What was answered is not sent again because the note of it fails. */
  @Test
  void whatWasAnsweredAndCannotBeNotedIsNotSentAgain() {
    var packages = fixture.createQueue("noted-packages");
    startRouter("noted", packages, process.endpoint(), Duration.ofMinutes(5));
    fixture.update(
        "CREATE FUNCTION refuse() RETURNS trigger AS"
            + " 'BEGIN RAISE EXCEPTION ''on order''; END' LANGUAGE plpgsql");
    fixture.update(
        "CREATE TRIGGER refuse BEFORE UPDATE ON source_event FOR EACH ROW EXECUTE FUNCTION refuse()");
    try {
      sendEvents("noted", 5);
      await().atMost(PATIENCE).until(() -> waiting(packages) == 5);
      // Several rounds of the sender.
      passes(Duration.ofSeconds(2));
    } finally {
      fixture.update("DROP TRIGGER refuse ON source_event");
      fixture.update("DROP FUNCTION refuse");
    }
    awaitEventsSent("noted", 5);
    assertThat(bodies(packages)).hasSize(5).doesNotHaveDuplicates();
  }

  private void startRouter(String bucket, String packages, URI endpoint, Duration sendTimeout) {
    clients =
        new AwsClients(
            new AwsSettings(
                "us-east-1", Optional.of(endpoint), Duration.ofMinutes(1), sendTimeout));
    fixture.startRouter(
        """
        bindery.router {
          record-timeout = 3 s, batch { announce-retry-min = 100 ms, announce-retry-max = 1 s }
          queue { visibility-timeout = 5 s, retry-delay = 1 s, stall-timeout = 10 s }
          buckets = [{ name = %1$s, trigger { count = 5, quiet = 2 s } }]
          announce { topic-arn = "%2$s", packager-queue-url = "%3$s" }
          sources {
            packager-queue-url = "%3$s"
            ignore-unmatched = on
            custom = [{ name = %1$s, EventPattern { source = [test.%1$s] }, InputPath = "$.detail" }]
          }
        }
        """
            .formatted(bucket, topic, packages),
        clients);
  }

  private static void sendEvents(String source, int events) {
    for (int i = 0; i < events; i++) {
      fixture.send(
          """
          {"version":"0","id":"%2$s-%1$d","detail-type":"Run","source":"test.%2$s","account":"123456789012",\
          "time":"2026-11-12T00:00:00Z","region":"us-east-1","resources":[],\
          "detail":{"source_prefix":"s3://events/%2$s/%1$d/"}}"""
              .formatted(i, source));
    }
  }

  private static void awaitEventsSent(String source, int events) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        fixture.query(
                            "SELECT count(*) FROM source_event WHERE state = 'sent' AND source = '%s'"
                                .formatted(source)))
                    .containsExactly(Integer.toString(events)));
  }

  private static List<String> batches(String bucket) {
    return fixture.query("SELECT batch_id FROM closed_batch WHERE bucket = '%s'".formatted(bucket));
  }

  private static List<String> bodies(String queue) {
    return fixture.receive(queue).stream().map(message -> message.body()).toList();
  }

  private static int waiting(String queue) {
    var counts =
        fixture
            .aws
            .sqs()
            .getQueueAttributes(
                r -> r.queueUrl(queue).attributeNamesWithStrings("ApproximateNumberOfMessages"))
            .join()
            .attributesAsStrings();
    return Integer.parseInt(counts.get("ApproximateNumberOfMessages"));
  }

  /** The batches of a bucket that the topic's subscriber heard of, each as often as it did. */
  private static List<String> onTopic(String bucket) {
    var json = new ObjectMapper();
    return fixture.receive(subscribed).stream()
        .map(
            message -> {
              try {
                var detail =
                    json.readTree(json.readTree(message.body()).path("Message").asText())
                        .path("detail");
                return detail.path("bucket").asText() + " " + detail.path("batch_id").asText();
              } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
              }
            })
        .filter(told -> told.startsWith(bucket + " "))
        .map(told -> told.substring(bucket.length() + 1))
        .collect(Collectors.toList());
  }

  /** How many repeat another one. */
  private static int again(Collection<String> told) {
    return told.size() - new HashSet<>(told).size();
  }

  private static void passes(Duration span) {
    var end = Instant.now().plus(span);
    await().atMost(span.multipliedBy(5)).until(() -> Instant.now().isAfter(end));
  }
}
