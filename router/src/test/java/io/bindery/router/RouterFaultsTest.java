package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the router stands on fails while it works: nothing is lost, and nothing counted twice. */
@Tag("chaos")
class RouterFaultsTest {
  private static final String QUICK =
      """
      bindery.router { record-timeout = 3 s, batch.announce-retry-min = 100 ms, batch.announce-retry-max = 1 s
        queue { visibility-timeout = 6 s, retry-delay = 1 s } }
      """;

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
  void theDatabaseStopsAndStartsUnderLoad() {
    var ledger = start("outage", "trigger { count = 10, quiet = 2 s }", 60);
    // While it records.
    ledger.send(800);
    ledger.awaitRecorded(100);
    fixture.postgres.stop();
    // It arrives at a router that cannot write.
    ledger.send(200);
    fixture.postgres.start();
    // While what came during the outage comes again.
    ledger.awaitRecorded(820);
    fixture.postgres.stop();
    fixture.postgres.start();
    ledger.awaitRecorded(1_000);
    // While batches close, and are announced.
    ledger.send(59);
    ledger.awaitRecorded(1_059);
    int closed = ledger.closed();
    await().until(() -> ledger.closed() > closed);
    fixture.postgres.stop();
    fixture.postgres.start();
    // Deadlines pass without it.
    ledger.send(59);
    ledger.awaitRecorded(1_118);
    var due = Instant.now().plusSeconds(3);
    fixture.postgres.stop();
    await().until(() -> Instant.now().isAfter(due));
    fixture.postgres.start();
    ledger.awaitSettled();
    ledger.assertNothingLostOrCountedTwice();
    // No process ended: what the bus confirmed is noted when the journal is back.
    assertThat(ledger.announcedAgain()).isZero();
  }

  @Test
  void theBusFailsAndFailsInPartUnderLoad() {
    var ledger = start("bus", "trigger { count = 5, quiet = 2 s }", 40);
    var faults = fixture.local.faults();
    for (int round = 1; round <= 4; round++) {
      faults.failPutEvents(6);
      faults.failPutEventsEntry(round - 1, "ThrottlingException", 6);
      ledger.send(400);
      ledger.awaitRecorded(400 * round);
    }
    faults.failPutEventsEntry(0, "AccessDeniedException", 3);
    ledger.awaitSettled();
    ledger.assertNothingLostOrCountedTwice();
    // What the bus refused it has not got: nothing is told twice.
    assertThat(ledger.announcedAgain()).isZero();
  }

  @Test
  void theQueueRepeatsAndReordersUnderLoad() {
    long seed = System.nanoTime();
    System.out.println("seed of repeated and shuffled deliveries: " + seed);
    var random = new Random(seed);
    var ledger = start("queue", "trigger { count = 7, quiet = 2 s }", 30);
    for (int round = 0; round < 4; round++) {
      ledger.sendRepeatedAndShuffled(300, random);
    }
    ledger.awaitSettled();
    // All deliveries, also those that came after their object was announced.
    await().atMost(Duration.ofMinutes(1)).until(fixture::allNoticesDone);
    ledger.assertNothingLostOrCountedTwice();
    assertThat(ledger.announcedAgain()).isZero();
  }

  private static Ledger start(String bucket, String policy, int prefixes) {
    fixture.startRouter(
        QUICK + "bindery.router.buckets = [{ name = %s, %s }]".formatted(bucket, policy));
    return new Ledger(fixture, bucket, prefixes);
  }
}
