package io.bindery.router.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.platform.database.Tables;
import io.bindery.platform.journal.InStep;
import io.bindery.router.announce.Target;
import io.bindery.router.batch.BatchEvent;
import io.bindery.router.batch.BatchEvents;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.CloseReason;
import io.bindery.router.batch.Condition;
import io.bindery.router.batch.Evidence;
import io.bindery.router.batch.Totals;
import io.bindery.router.batch.Uncounted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenBatchesTest {
  private static TablesFixture database;
  private static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant DUE = T0.plusSeconds(300);
  private static final Totals TOTALS = new Totals(2, 30, T0.minusSeconds(9), T0);
  private final Tables tables = database.tables();
  private final OpenBatches batches = new OpenBatches(tables);
  private long sequence;

  @BeforeAll
  static void start() {
    database = new TablesFixture("OpenBatchesTest");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void empty() {
    tables.update("DELETE FROM open_batch", s -> s).toCompletableFuture().join();
    tables.update("DELETE FROM closed_batch", s -> s).toCompletableFuture().join();
    tables.update("DELETE FROM paused_batch", s -> s).toCompletableFuture().join();
    tables.update("DELETE FROM batch_audit", s -> s).toCompletableFuture().join();
    sequence = 0;
  }

  @Test
  void anOpenBatchIsDueAtItsDeadlineAndThenLeftAloneForAWhile() {
    project(recorded("a/", Optional.of(DUE)));
    assertThat(due(DUE.minusMillis(1))).isEmpty();
    assertThat(due(DUE)).containsExactly(id("a/"));
    assertThat(due(DUE.plusSeconds(9))).isEmpty();
    assertThat(due(DUE.plusSeconds(10))).containsExactly(id("a/"));
    assertThat(rows("SELECT prefix || ' ' || files || ' ' || bytes FROM open_batch"))
        .containsExactly("a/ 2 30");
    // For people the deadline is what it was.
    assertThat(rows("SELECT (due_at = '2026-11-20T10:05:00Z')::text FROM open_batch"))
        .containsExactly("true");
  }

  @Test
  void moreObjectsPutOffTheDeadline() {
    project(recorded("a/", Optional.of(DUE)), recorded("a/", Optional.of(DUE.plusSeconds(60))));
    assertThat(due(DUE.plusSeconds(59))).isEmpty();
    assertThat(due(DUE.plusSeconds(60))).containsExactly(id("a/"));
    project(recorded("a/", Optional.of(DUE.plusSeconds(61))));
    assertThat(due(DUE.plusSeconds(61))).containsExactly(id("a/"));
  }

  @Test
  void aMovedDeadlineIsTheOneThatCounts() {
    project(recorded("a/", Optional.of(DUE)), moved("a/", Optional.of(T0)));
    assertThat(due(T0)).containsExactly(id("a/"));
    project(moved("a/", Optional.empty()));
    assertThat(due(DUE.plus(Duration.ofDays(1)))).isEmpty();
  }

  @Test
  void withoutADeadlineItIsNeverDue() {
    project(recorded("a/", Optional.empty()));
    assertThat(due(DUE.plus(Duration.ofDays(1)))).isEmpty();
  }

  @Test
  void aClosedBatchIsDueUntilItIsAnnounced() {
    project(recorded("a/", Optional.of(DUE)), closed("a/", "id-1"), closed("a/", "id-2"));
    assertThat(rows("SELECT entity_id FROM open_batch")).isEmpty();
    assertThat(due(DUE.plusMillis(4_999))).isEmpty();
    assertThat(due(DUE.plusSeconds(5))).containsExactly(id("a/"));
    project(announced("a/", "id-1"));
    assertThat(due(DUE.plusSeconds(15))).containsExactly(id("a/"));
    project(announced("a/", "id-2"));
    assertThat(due(DUE.plus(Duration.ofDays(1)))).isEmpty();
    assertThat(
            rows(
                "SELECT batch_id || ' ' || reason || ' ' || (announced_at IS NOT NULL)"
                    + " FROM closed_batch ORDER BY batch_id"))
        .containsExactly("id-1 quiet true", "id-2 quiet true");
  }

  /** None is ever to be announced more than seconds after it was closed. */
  @Test
  void aClosedBatchThatWasWrittenByAWrongClockIsDueAtOnce() {
    project(closed("a/", "id-1"));
    tables
        .update("UPDATE closed_batch SET wake_at = '2038-01-19T03:14:07Z'", s -> s)
        .toCompletableFuture()
        .join();
    assertThat(due(DUE)).containsExactly(id("a/"));
    // Then it is left alone for as long as any other.
    assertThat(due(DUE.plusSeconds(9))).isEmpty();
    assertThat(due(DUE.plusSeconds(10))).containsExactly(id("a/"));
  }

  @Test
  void aClosedBatchIsDueUntilItsLastTargetConfirmed() {
    project(
        closed("a/", "id-1"),
        planned("a/", "id-1", Target.EVENT_BUS, Target.TOPIC),
        announced("a/", "id-1"));
    assertThat(targets()).containsExactly("{topic} false");
    assertThat(due(DUE.plusSeconds(5))).containsExactly(id("a/"));
    project(BatchEvents.announced("lab-data", "a/", "id-1", Target.TOPIC, "message-1", DUE));
    assertThat(targets()).containsExactly("{} true");
    assertThat(due(DUE.plus(Duration.ofDays(1)))).isEmpty();
  }

  @Test
  void aClosedBatchWithoutTargetsIsNeverDue() {
    project(closed("a/", "id-1"), planned("a/", "id-1"));
    assertThat(targets()).containsExactly("{} true");
    assertThat(due(DUE.plus(Duration.ofDays(1)))).isEmpty();
  }

  private List<String> targets() {
    return rows(
        "SELECT pending_targets::text || ' ' || (announced_at IS NOT NULL) FROM closed_batch");
  }

  private static BatchEvent planned(String prefix, String batchId, Target... targets) {
    return new BatchEvent.TargetsPlanned("lab-data", prefix, batchId, List.of(targets), DUE);
  }

  @Test
  void theLongestDueComeFirstAndNoneWaitsForEver() {
    for (int i = 0; i < 9; i++) {
      project(recorded("p" + i + "/", Optional.of(DUE.minusSeconds(i))));
    }
    assertThat(batches.due(DUE, 3).toCompletableFuture().join())
        .containsExactlyInAnyOrder(id("p8/"), id("p7/"), id("p6/"));
    // Those three do not get on; after a while the next ones have their turn all the same.
    assertThat(batches.due(DUE.plusSeconds(10), 3).toCompletableFuture().join())
        .containsExactlyInAnyOrder(id("p5/"), id("p4/"), id("p3/"));
  }

  @Test
  void thoseThatWereWokenCountUntilTheyAreClosed() {
    project(
        recorded("a/", Optional.of(DUE)),
        recorded("b/", Optional.of(DUE.plusMillis(1))),
        recorded("c/", Optional.of(DUE.plusMillis(2))));
    var now = DUE.plusSeconds(1);
    assertThat(batches.due(now, 2).toCompletableFuture().join())
        .containsExactlyInAnyOrder(id("a/"), id("b/"));
    assertThat(batches.due(now, 2).toCompletableFuture().join()).isEmpty();
    project(closed("b/", "batch-b"));
    assertThat(batches.due(now, 2).toCompletableFuture().join()).containsExactly(id("c/"));
  }

  @Test
  void aPrefixThatPostgresCannotHoldIsShownAsFarAsItGoes() {
    project(recorded("a\0b/", Optional.of(DUE)), closed("a\0b/", "id-1"));
    assertThat(rows("SELECT prefix FROM closed_batch")).containsExactly("a\uFFFDb/");
  }

  @Test
  void whatOperatorsDoIsInTheAudit() {
    project(
        recorded("a/", Optional.of(DUE)), new BatchEvent.BatchPaused("lab-data", "a/", "ann", T0));
    assertThat(due(DUE.plus(Duration.ofDays(1)))).isEmpty();
    assertThat(rows("SELECT prefix || ' ' || paused_by FROM paused_batch"))
        .containsExactly("a/ ann");
    project(
        new BatchEvent.BatchResumed("lab-data", "a/", "bob", T0, Optional.of(DUE)),
        flushed("a/", "id-1", "cat\0"),
        recorded("b/", Optional.of(DUE)),
        new BatchEvent.BatchDiscarded("lab-data", "b/", "dan", T0, TOTALS));
    assertThat(rows("SELECT prefix FROM paused_batch")).isEmpty();
    assertThat(rows("SELECT prefix FROM open_batch")).isEmpty();
    assertThat(
            rows(
                "SELECT concat_ws(' ', prefix, action, done_by, batch_id, files, bytes)"
                    + " FROM batch_audit ORDER BY seq_nr"))
        .containsExactly(
            "a/ pause ann", "a/ resume bob", "a/ flush cat\uFFFD id-1 2 30", "b/ discard dan 2 30");
  }

  @Test
  void theEvidenceOfAClosedBatchIsKept() {
    var event = (BatchEvent.BatchClosed) flushed("a/", "id-1", "ann");
    project(event);
    var json = rows("SELECT evidence FROM closed_batch");
    assertThat(EvidenceJson.read(json.get(0))).isEqualTo(event.evidence().orElseThrow());
  }

  @Test
  void aClockThatIsPutRightMovesTheDeadline() {
    project(
        recorded("a/", Optional.of(DUE.plus(Duration.ofDays(365)))),
        new BatchEvent.ClockCorrected("lab-data", "a/", T0, Optional.of(DUE)));
    assertThat(due(DUE)).containsExactly(id("a/"));
  }

  @Test
  void afterAChangeOfPoliciesThoseConcernedAreWokenOnceAndThenAtTheirDeadline() {
    for (int i = 0; i < 3; i++) {
      project(recorded("p" + i + "/", i == 0 ? Optional.empty() : Optional.of(DUE)));
    }
    assertThat(wake(List.of("other"), false)).isEmpty();
    assertThat(wake(List.of(), true)).hasSize(3);
    assertThat(due(T0)).containsExactlyInAnyOrder(id("p0/"), id("p1/"), id("p2/"));
    assertThat(due(T0.plusSeconds(299))).isEmpty();
    assertThat(due(DUE)).containsExactlyInAnyOrder(id("p1/"), id("p2/"));
    assertThat(wake(List.of("lab-data"), false)).hasSize(3);
  }

  private List<String> wake(List<String> changed, boolean unnamed) {
    return batches
        .wakeOpen(new ClosingRules.Buckets(changed, unnamed, changed), "", T0)
        .toCompletableFuture()
        .join();
  }

  private static BatchEvent flushed(String prefix, String batchId, String by) {
    var evidence =
        new Evidence(
            2,
            T0,
            T0.plusMillis(1),
            true,
            List.of(
                new Condition("count", false, Optional.of(2L), 20, "keys", Optional.empty()),
                new Condition("marker", false, Optional.empty(), 0, "ms", Optional.empty())),
            Uncounted.ofIgnored("raw/*"),
            Optional.of("_SUCCESS"),
            Optional.of(by),
            0);
    return BatchEvents.closed(
        "lab-data", prefix, batchId, CloseReason.FLUSH, TOTALS, DUE, Optional.of(evidence));
  }

  @Test
  void ofEventsThatAreWrittenTogetherTheLastOneCounts() {
    project(
        recorded("a/", Optional.of(DUE)),
        closed("a/", "batch-a"),
        planned("batch-a", Target.EVENT_BUS, Target.TOPIC),
        recorded("b/", Optional.of(DUE)),
        announced("a/", "batch-a"),
        recorded("a/", Optional.of(DUE)),
        moved("a/", Optional.of(DUE.plusSeconds(60))),
        moved("c/", Optional.of(DUE)),
        recorded("d/", Optional.of(DUE)),
        closed("d/", "batch-d"),
        moved("d/", Optional.of(DUE)),
        announced("d/", "batch-d"));
    assertThat(
            rows(
                "SELECT prefix || ' ' || extract(epoch FROM due_at - '"
                    + DUE
                    + "'::timestamptz)::int FROM open_batch ORDER BY prefix"))
        .containsExactly("a/ 60", "b/ 0");
    assertThat(
            rows(
                "SELECT batch_id || ' ' || array_to_string(pending_targets, ',') || ' ' ||"
                    + " (announced_at IS NOT NULL) FROM closed_batch ORDER BY batch_id"))
        .containsExactly("batch-a topic false", "batch-d  true");
  }

  private void project(BatchEvent... events) {
    var written =
        Stream.of(events)
            .map(event -> new InStep.Written<BatchEvent>(id(event.prefix()), ++sequence, event))
            .toList();
    tables
        .together(connection -> new BatchTables().statements(connection, written))
        .toCompletableFuture()
        .join();
  }

  private List<String> due(Instant now) {
    return batches.due(now, 100).toCompletableFuture().join();
  }

  private List<String> rows(String sql) {
    return tables.select(sql, s -> s, row -> row.get(0, String.class)).toCompletableFuture().join();
  }

  private static String id(String prefix) {
    return new BatchKey("lab-data", prefix).entityId();
  }

  private static BatchEvent recorded(String prefix, Optional<Instant> dueAt) {
    return BatchEvents.recorded("lab-data", prefix, List.of(), TOTALS, T0, dueAt);
  }

  private static BatchEvent moved(String prefix, Optional<Instant> dueAt) {
    return new BatchEvent.DeadlineMoved("lab-data", prefix, dueAt);
  }

  private static BatchEvent closed(String prefix, String batchId) {
    return BatchEvents.closed("lab-data", prefix, batchId, CloseReason.QUIET, TOTALS, DUE);
  }

  private static BatchEvent planned(String batchId, Target... targets) {
    return new BatchEvent.TargetsPlanned("lab-data", "a/", batchId, List.of(targets), DUE);
  }

  private static BatchEvent announced(String prefix, String batchId) {
    return BatchEvents.announced("lab-data", prefix, batchId, "event", DUE);
  }
}
