package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bus takes announcements, and answers late or never. */
@Tag("chaos")
class LateAnswersTest {
  private static final String QUICK =
      """
      bindery.router { record-timeout = 3 s, batch.announce-retry-min = 100 ms, batch.announce-retry-max = 1 s
        queue { visibility-timeout = 6 s, retry-delay = 1 s } }
      """;

  /** Longer than the longest pause and the patience of a client that does not know better. */
  private static final Duration STANDSTILL = Duration.ofSeconds(7);

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
  void anAnswerWithinTheTimeoutCountsHoweverLateAndWhateverBecomesOfTheDatabase()
      throws IOException {
    try (var bus = new LateAnswers(fixture.local.endpoint());
        var late = answeredBy(bus, Duration.ofSeconds(60))) {
      var ledger = start("late", late);
      bus.holdBack();
      ledger.send(200);
      ledger.awaitRecorded(200);
      awaitAnnounced();
      fixture.postgres.stop();
      standStill();
      // The answers come to batches whose journal is away.
      bus.letThrough();
      fixture.postgres.start();
      ledger.awaitSettled();
      ledger.assertNothingLostOrCountedTwice();
      assertThat(ledger.announcedAgain()).isZero();
      assertThat(fixture.query("SELECT sum(unanswered) FROM closed_batch WHERE bucket = 'late'"))
          .containsExactly("0");
    }
  }

  @Test
  void withoutAnAnswerItIsAnnouncedAgainAndThatIsCounted() throws IOException {
    try (var bus = new LateAnswers(fixture.local.endpoint());
        var late = answeredBy(bus, Duration.ofSeconds(5))) {
      var ledger = start("never", late);
      bus.holdBack();
      ledger.send(20);
      ledger.awaitRecorded(20);
      awaitAnnounced();
      standStill();
      bus.letThrough();
      ledger.awaitSettled();
      ledger.assertNothingLostOrCountedTwice();
      // Each that is there twice is known to be, perhaps with some that the bus had not got.
      assertThat(ledger.announcedAgain()).isPositive();
      assertThat(
              fixture.query(
                  "SELECT batch_id FROM closed_batch WHERE bucket = 'never' AND unanswered > 0"))
          .containsAll(ledger.announcedTwice());
      var batchId = ledger.announcedTwice().iterator().next();
      var explained =
          fixture
              .router()
              .operator()
              .explainClosed(batchId)
              .toCompletableFuture()
              .join()
              .orElseThrow();
      assertThat(explained.notes()).anyMatch(note -> note.contains("may have it more than once"));
    }
  }

  private static Ledger start(String bucket, AwsClients late) {
    fixture.startRouter(
        QUICK
            + "bindery.router.buckets = [{ name = %s, trigger { count = 5, quiet = 2 s } }]"
                .formatted(bucket),
        new AwsClients(fixture.aws.s3(), fixture.aws.sqs(), fixture.aws.sns(), late.eventBridge()));
    return new Ledger(fixture, bucket, 4);
  }

  /** The bus has some announcements, which it cannot answer. */
  private static void awaitAnnounced() {
    await()
        .until(
            () ->
                !fixture
                    .aws
                    .sqs()
                    .receiveMessage(r -> r.queueUrl(fixture.announcements).visibilityTimeout(0))
                    .join()
                    .messages()
                    .isEmpty());
  }

  private static void standStill() {
    var end = Instant.now().plus(STANDSTILL);
    await().atMost(STANDSTILL.multipliedBy(2)).until(() -> Instant.now().isAfter(end));
  }

  private static AwsClients answeredBy(LateAnswers bus, Duration sendTimeout) {
    return new AwsClients(
        new AwsSettings(
            "us-east-1", Optional.of(bus.endpoint()), Duration.ofMinutes(1), sendTimeout));
  }
}
