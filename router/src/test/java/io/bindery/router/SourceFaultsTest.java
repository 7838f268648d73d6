package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.bindery.router.KillingProxy.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stands between an event and the packager's queue fails: each event's description arrives,
 * and one that arrives again is the same.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("chaos")
class SourceFaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Calls of ten at once whose answers can be lost. */
  private static final int UNDER_WAY = 80;

  private static final int START_SECONDS = 120;
  private static final String QUEUE = "packager";

  private static RouterFixture fixture;
  private static String packager;
  private static String settings;
  private static int sent;

  /** How often each description has arrived. */
  private static final Map<String, Integer> ARRIVED = new HashMap<>();

  @TempDir Path work;

  @BeforeAll
  static void start() {
    fixture = new RouterFixture();
    packager = fixture.createQueue(QUEUE);
    settings =
        """
        bindery.router {
          queue { visibility-timeout = 5 s, retry-delay = 1 s }
          sources {
            packager-queue-url = "%s"
            ignore-unmatched = on
            custom = [{ name = runs, EventPattern { source = [test.runs] }, InputPath = "$.detail" }]
          }
        }
        """
            .formatted(packager);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @AfterEach
  void clear() {
    fixture.local.faults().clear();
  }

  @Test
  @Order(2)
  void aQueueThatFailsIsBusyOrRefusesGetsEachDescriptionOnce() {
    int before = repeats();
    var faults = fixture.local.faults();
    faults.failSends(QUEUE, 500, "InternalFailure", 10);
    send(30);
    awaitAll();
    faults.failSends(QUEUE, 400, "ThrottlingException", 10);
    send(30);
    awaitAll();
    // Not worth a second call at once: these wait for the next round of the sender.
    faults.failSends(QUEUE, 403, "AccessDeniedException", 20);
    send(30);
    awaitAll();
    faults.failSendEntry(QUEUE, 1, "InternalError", false, 10);
    send(30);
    awaitAll();
    assertThat(repeats()).isEqualTo(before);

    // The queue is away for long, and then has nothing against the description but is busy.
    fixture.update("UPDATE source_event SET attempts = 20");
    fixture.update("ALTER TABLE source_event ALTER attempts SET DEFAULT 20");
    faults.failSendEntry(QUEUE, 0, "InternalError", false, 6);
    send(1);
    await()
        .atMost(PATIENCE)
        .until(() -> fixture.query("SELECT 1 FROM source_event WHERE attempts = 21").size() == 1);
    fixture.update("UPDATE source_event SET due_at = now() WHERE state = 'waiting'");
    fixture.update("ALTER TABLE source_event ALTER attempts SET DEFAULT 0");
    // With ignore-unmatched, what no source wants is gone.
    fixture.send(event(1_000_001).replace("test.runs", "test.nobody"));
    awaitAll();
    assertThat(fixture.receive(fixture.deadLetters)).isEmpty();

    // It is refused however often it is tried meanwhile.
    faults.failSendEntry(QUEUE, 0, "InvalidMessageContents", true, 1_000);
    var refused = event(1_000_000);
    fixture.send(refused);
    await()
        .atMost(PATIENCE)
        .until(() -> fixture.query("SELECT 1 FROM source_event WHERE attempts = 1").size() == 1);
    fixture.update("UPDATE source_event SET attempts = 7, due_at = now() WHERE state = 'waiting'");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(fixture.query("SELECT words FROM source_event WHERE state = 'failed'"))
                    .singleElement()
                    .asString()
                    .contains("InvalidMessageContents"));
    assertThat(fixture.receive(fixture.deadLetters))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(refused).contains(message.body());
              assertThat(message.messageAttributes().get("reason").stringValue())
                  .startsWith("Source runs: SQS refused a message");
            });
  }

  @Test
  @Order(3)
  void aDatabaseThatStopsLosesNothing() {
    int before = repeats();
    int arrived = sent;
    var known = Map.copyOf(ARRIVED);
    send(100);
    await().atMost(PATIENCE).until(() -> take() > arrived);
    fixture.postgres.stop();
    // They come to a router that cannot write.
    send(50);
    fixture.postgres.start();
    awaitAll();
    report("database stopped", before);
    assertThat(ARRIVED)
        .allSatisfy(
            (event, times) ->
                assertThat(times - known.getOrDefault(event, 0))
                    .as("each once again at most: %s", event)
                    .isLessThanOrEqualTo(2));
  }

  @Test
  @Order(1)
  void aNodeThatIsKilledAroundTheSendingLosesNothing() throws Exception {
    int before = repeats();
    try (var proxy = new KillingProxy(fixture.local.endpoint())) {
      var config = ConfigFactory.load(fixture.config(settings));
      for (var moment : List.of(Moment.BEFORE_SENDING, Moment.AFTER_SENDING)) {
        try (var child = ChildRouter.start(work, config, proxy.endpoint())) {
          proxy.killAt(moment, child::kill);
          send(50);
          assertThat(child.endsWithin(START_SECONDS))
              .as("killed %s, see %s", moment, child.output())
              .isTrue();
        }
      }
    }
    // It lives on for the tests that follow.
    fixture.startRouter(settings);
    awaitAll();
    assertThat(repeats() - before).isLessThanOrEqualTo(UNDER_WAY);
    report("killed twice", before);
  }

  private static void send(int events) {
    var sending =
        IntStream.range(0, events)
            .mapToObj(i -> event(sent++))
            .map(
                event ->
                    fixture
                        .aws
                        .sqs()
                        .sendMessage(r -> r.queueUrl(fixture.notices).messageBody(event)))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(sending).join();
  }

  private static String event(int number) {
    return """
        {"version":"0","id":"event-%1$d","detail-type":"Run","source":"test.runs","account":"123456789012",\
        "time":"2026-11-12T00:00:00Z","region":"us-east-1","resources":[],\
        "detail":{"source_prefix":"s3://lab/runs/%1$d/"}}"""
        .formatted(number);
  }

  /** Takes what has arrived; how many different descriptions there are by now. */
  private static int take() {
    var bodies = new ArrayList<String>();
    fixture.receive(packager).forEach(message -> bodies.add(message.body()));
    bodies.forEach(body -> ARRIVED.merge(body, 1, Integer::sum));
    return ARRIVED.size();
  }

  /** Waits for all, and until nothing is left that could be sent once more. */
  private static void awaitAll() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(take()).as("arrived of %d", sent).isEqualTo(sent));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                fixture.allNoticesDone()
                    && fixture
                        .query("SELECT 1 FROM source_event WHERE state = 'waiting'")
                        .isEmpty());
    take();
    assertThat(ARRIVED).hasSize(sent);
  }

  private static int repeats() {
    return ARRIVED.values().stream().mapToInt(times -> times - 1).sum();
  }

  private static void report(String fault, int before) {
    System.out.printf("%s: %d events, %d sent again%n", fault, sent, repeats() - before);
  }
}
