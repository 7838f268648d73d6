package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.router.batch.Verb;
import io.bindery.router.operator.BulkOrder;
import io.bindery.router.tables.BatchFilter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An order to all that match, whose node ends when it has told a part of a page and written nothing
 * of it: another node goes on, each batch has the order once, and the order's counts say so.
 */
@Tag("chaos")
class InterruptedOrderTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** More than are told at once, so that some are counted, some told, and some are neither. */
  private static final int BATCHES = 1_100;

  /** How many are told before they are counted. */
  private static final int PAGE = 500;

  private static final int LOCK = 7021;

  private static RouterFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new RouterFixture();
    fixture.update(
        """
        CREATE FUNCTION hold_order() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_advisory_xact_lock(7021);
          RETURN NEW;
        END
        $$
        """);
    fixture.update(
        """
        CREATE TRIGGER hold_order BEFORE UPDATE ON batch_order FOR EACH ROW
        WHEN (NEW.found > OLD.found AND OLD.found > 0) EXECUTE FUNCTION hold_order()
        """);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Verb.class,
      names = {"FLUSH", "PAUSE"})
  void eachBatchHasItOnce(Verb verb) throws SQLException {
    var bucket = "lab-" + verb.word();
    start(bucket);
    upload(bucket);
    var filter = new BatchFilter(Optional.of(bucket), Optional.empty(), Optional.empty());
    await()
        .atMost(PATIENCE)
        .until(
            () -> now(fixture.router().orders().count(verb, filter, Optional.empty())) == BATCHES);

    BulkOrder order;
    try (var held = fixture.connection()) {
      held.createStatement().execute("SELECT pg_advisory_lock(" + LOCK + ")");
      order = now(fixture.router().orders().give(verb, filter, Optional.empty(), BATCHES, "ada"));
      // The second page is told, and not counted.
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(told(bucket)).isEqualTo(2 * PAGE));
      assertThat(found(order)).isEqualTo("running " + PAGE);
      fixture.crash();
      // A statement that was sent would be carried out though nobody waits for it any more.
      fixture.query(
          "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  fixture
                      .query("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                      .isEmpty());
      held.createStatement().execute("SELECT pg_advisory_unlock_all()");
    }
    assertThat(found(order)).isEqualTo("running " + PAGE);
    start(bucket);

    var over = now(fixture.router().orders().whenOver(order.orderId(), PATIENCE)).orElseThrow();
    assertThat(over.stage()).isEqualTo(BulkOrder.Stage.DONE);
    assertThat(over.found()).isEqualTo(BATCHES);
    assertThat(over.changed()).isEqualTo(BATCHES);
    assertThat(over.failed()).isZero();
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(told(bucket)).isEqualTo(BATCHES));
    assertThat(
            fixture.query(
                "SELECT entity_id, count(*) FROM batch_audit WHERE bucket = '%s' AND action = '%s'"
                        .formatted(bucket, verb.word())
                    + " AND done_by = 'ada' GROUP BY entity_id HAVING count(*) <> 1"))
        .as("batches that were told twice")
        .isEmpty();
    fixture.stopRouter();
  }

  private static void start(String bucket) {
    fixture.startRouter(
        """
        bindery.router.buckets = [{ name = "%s", trigger { count = 100, quiet = 1 hour } }]
        # It can end as a process does that is killed.
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        """
            .formatted(bucket));
  }

  private static void upload(String bucket) {
    for (int part = 0; part < BATCHES / 100; part++) {
      int first = part * 100;
      fixture.send(
          IntStream.range(first, first + 100)
              .mapToObj(
                  i ->
                      """
                      {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
                        "eventTime": "2026-11-20T10:00:00.000Z", "s3": {"bucket": {"name": "%s"},
                        "object": {"key": "run/%04d/a", "size": 1, "eTag": "e", "sequencer": "01"}}}
                      """
                          .formatted(bucket, i))
              .collect(Collectors.joining(",", "{\"Records\": [", "]}")));
    }
  }

  private static int told(String bucket) {
    return Integer.parseInt(
        fixture
            .query("SELECT count(*) FROM batch_audit WHERE bucket = '%s'".formatted(bucket))
            .get(0));
  }

  private static String found(BulkOrder order) {
    return fixture
        .query(
            "SELECT stage, found FROM batch_order WHERE order_id = '%s'".formatted(order.orderId()))
        .get(0);
  }

  private static <T> T now(CompletionStage<T> later) {
    return later.toCompletableFuture().orTimeout(90, TimeUnit.SECONDS).join();
  }
}
