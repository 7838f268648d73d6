package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Nothing runs, or the database is away, for longer than anything is waited for. */
@Tag("chaos")
class RouterOutagesTest {
  private static final Duration QUIET = Duration.ofSeconds(8);
  private static final String SETTINGS =
      """
      bindery.router { record-timeout = 2 s
        queue { visibility-timeout = 5 s, retry-delay = 1 s }
        buckets = [{ name = %s, trigger { count = 100, quiet = 8 s } }] }
      """;

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
  void aFolderThatGrewWhileNothingRanIsOneBatch() {
    fixture.startRouter(SETTINGS.formatted("stopped"));
    var ledger = new Ledger(fixture, "stopped", 1);
    ledger.send(5);
    ledger.awaitRecorded(5);
    fixture.stopRouter();
    ledger.send(20);
    passes(QUIET.multipliedBy(2));
    fixture.startRouter(SETTINGS.formatted("stopped"));
    ledger.awaitSettled();
    assertThat(batches("stopped")).isEqualTo("25");
    ledger.assertNothingLostOrCountedTwice();
  }

  @Test
  void aFolderThatGrewAfterItsNodeWasKilledIsOneBatch(@TempDir Path work) throws Exception {
    var config = ConfigFactory.load(fixture.config(SETTINGS.formatted("killed")));
    var ledger = new Ledger(fixture, "killed", 1);
    try (var child = ChildRouter.start(work, config, fixture.local.endpoint())) {
      ledger.send(5);
      ledger.awaitRecorded(5);
      child.kill();
      assertThat(child.endsWithin(60)).isTrue();
    }
    ledger.send(20);
    passes(QUIET.multipliedBy(2));
    try (var child = ChildRouter.start(work, config, fixture.local.endpoint())) {
      ledger.awaitSettled();
      assertThat(child.endsWithin(0)).as("it lives, see %s", child.output()).isFalse();
    }
    assertThat(batches("killed")).isEqualTo("25");
    ledger.assertNothingLostOrCountedTwice();
  }

  @Test
  void aFolderThatGrewWhileTheDatabaseWasAwayIsOneBatch() {
    fixture.startRouter(SETTINGS.formatted("away"));
    var ledger = new Ledger(fixture, "away", 1);
    ledger.send(5);
    ledger.awaitRecorded(5);
    fixture.postgres.stop();
    ledger.send(20);
    passes(QUIET.multipliedBy(2));
    fixture.postgres.start();
    ledger.awaitSettled();
    assertThat(batches("away")).isEqualTo("25");
    ledger.assertNothingLostOrCountedTwice();
  }

  @Test
  void anOutageUsesUpNoReceives() {
    redriveAfter(3);
    fixture.startRouter(SETTINGS.formatted("patience"));
    var ledger = new Ledger(fixture, "patience", 20);
    ledger.send(200);
    ledger.awaitRecorded(50);
    fixture.postgres.stop();
    ledger.send(400);
    // Put back for 1, 2 and 4 s, each would be received for the fourth time within it.
    passes(Duration.ofSeconds(20));
    fixture.postgres.start();
    ledger.awaitSettled();
    // Nothing in the dead-letter queue.
    ledger.assertNothingLostOrCountedTwice();
  }

  private static String batches(String bucket) {
    return String.join(
        ",", fixture.query("SELECT files FROM closed_batch WHERE bucket = '%s'".formatted(bucket)));
  }

  private static void redriveAfter(int receives) {
    var policy =
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"%d\"}"
            .formatted(fixture.arn(fixture.deadLetters), receives);
    fixture
        .aws
        .sqs()
        .setQueueAttributes(
            r ->
                r.queueUrl(fixture.notices)
                    .attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)))
        .join();
  }

  private static void passes(Duration span) {
    var end = Instant.now().plus(span);
    await().atMost(span.multipliedBy(3)).until(() -> Instant.now().isAfter(end));
  }
}
