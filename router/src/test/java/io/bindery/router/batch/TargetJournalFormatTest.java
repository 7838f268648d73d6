package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bindery.fixtures.GoldenFiles;
import io.bindery.router.announce.Target;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The journal of a batch with several targets, as {@link JournalFormatTest} has it for one: golden
 * files that are added to, never rewritten.
 */
class TargetJournalFormatTest {
  private static GoldenFiles files;
  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
  private static final String BUCKET = "lab-data";
  private static final String PREFIX = "run/1/";
  private static final String FIRST = "00112233445566778899aabbccddeeff";
  private static final String SECOND = "ffeeddccbbaa99887766554433221100";
  private static final Map<String, BatchEvent> EVENTS = new LinkedHashMap<>();

  static {
    EVENTS.put("targets-1-closed", closed(FIRST));
    EVENTS.put(
        "targets-2-planned",
        new BatchEvent.TargetsPlanned(BUCKET, PREFIX, FIRST, List.of(Target.values()), T0));
    EVENTS.put(
        "targets-3-topic-announced",
        BatchEvents.announced(BUCKET, PREFIX, FIRST, Target.TOPIC, "message-1", T0));
    EVENTS.put("targets-4-closed", closed(SECOND));
    EVENTS.put(
        "targets-5-bus-announced", BatchEvents.announced(BUCKET, PREFIX, FIRST, "event-1", T0));
    EVENTS.put(
        "targets-6-none-planned",
        new BatchEvent.TargetsPlanned(BUCKET, PREFIX, SECOND, List.of(), T0));
  }

  /** Of announcements that were made before without an answer; the field came later. */
  private static final Map<String, BatchEvent> UNANSWERED = new LinkedHashMap<>();

  static {
    UNANSWERED.put(
        "unanswered-1-bus-announced",
        new BatchEvent.BatchAnnounced(BUCKET, PREFIX, FIRST, "event-1", T0, 2));
    UNANSWERED.put(
        "unanswered-2-topic-announced",
        new BatchEvent.TargetAnnounced(BUCKET, PREFIX, FIRST, Target.TOPIC, "message-1", T0, 3));
  }

  private static BatchEvent closed(String batchId) {
    return BatchEvents.closed(
        BUCKET, PREFIX, batchId, CloseReason.COUNT, new Totals(1, 3, T0, T0), T0);
  }

  @BeforeAll
  static void start() {
    files = new GoldenFiles(TargetJournalFormatTest.class);
  }

  @AfterAll
  static void stop() {
    files.close();
  }

  @Test
  void replaysTheGoldenJournalToTheGoldenState() throws Exception {
    files.writeIfAsked(EVENTS);
    files.writeIfAsked(
        "targets-state", Decisions.replay(BatchState.EMPTY, List.copyOf(EVENTS.values())));
    var state = BatchState.EMPTY;
    for (var entry : EVENTS.entrySet()) {
      var event = files.read(entry.getKey(), BatchEvent.class);
      assertThat(event).as(entry.getKey()).isEqualTo(entry.getValue());
      state = state.apply(event);
    }
    assertThat(files.read("targets-state", BatchState.class)).isEqualTo(state);
    assertThat(state.unannounced())
        .extracting(ClosedBatch::batchId, ClosedBatch::targets, ClosedBatch::announced)
        .containsExactly(tuple(FIRST, List.of(Target.PACKAGER_QUEUE, Target.SHADOW_BUS), true));
  }

  @Test
  void readsHowOftenThereWasNoAnswer() throws Exception {
    for (var entry : UNANSWERED.entrySet()) {
      files.writeIfAsked(entry.getKey(), entry.getValue());
      assertThat(files.read(entry.getKey(), BatchEvent.class)).isEqualTo(entry.getValue());
    }
  }

  /** An earlier version reads what this one writes, as long as each call was answered. */
  @Test
  void whatWasAnsweredAtOnceIsWrittenAsBeforeTheFieldCame() throws Exception {
    for (var name : List.of("targets-3-topic-announced", "targets-5-bus-announced")) {
      var old = files.golden(name);
      assertThat(files.bytes(EVENTS.get(name))).as(name).isEqualTo(old);
      assertThat(
              files.read(name, BatchEvent.class) instanceof BatchEvent.BatchAnnounced bus
                  ? bus.unanswered()
                  : ((BatchEvent.TargetAnnounced) files.read(name, BatchEvent.class)).unanswered())
          .isZero();
    }
  }

  @Test
  void aClosedBatchOfAnOlderSnapshotWaitsForTheBusAlone() throws Exception {
    // Written before there were several targets.
    var state = files.read("state", BatchState.class);
    assertThat(state.unannounced())
        .extracting(ClosedBatch::targets)
        .containsExactly(List.of(Target.EVENT_BUS));
  }
}
