package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.fixtures.GoldenFiles;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The journal of a batch that a reconciliation wrote to and that was put to rest, as {@link
 * JournalFormatTest} has it for the others: golden files that are added to, never rewritten.
 */
class RestJournalFormatTest {
  private static GoldenFiles files;
  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
  private static final String BUCKET = "lab-data";
  private static final String PREFIX = "run/1/";
  private static final Map<String, BatchEvent> EVENTS = new LinkedHashMap<>();

  static {
    EVENTS.put(
        "rest-1-objects-reconciled",
        BatchEvents.recorded(
            BUCKET,
            PREFIX,
            List.of(new RecordedObject("lost", 3, T0.toEpochMilli(), 7)),
            new Totals(1, 3, T0, T0),
            T0,
            Optional.of(T0.plusSeconds(300)),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            true));
    EVENTS.put(
        "rest-2-batch-discarded",
        new BatchEvent.BatchDiscarded(BUCKET, PREFIX, "ann", T0, new Totals(1, 3, T0, T0)));
    EVENTS.put("rest-3-batch-rested", new BatchEvent.BatchRested(BUCKET, PREFIX, T0, false));
    EVENTS.put(
        "rest-4-batch-rested-and-forgot", new BatchEvent.BatchRested(BUCKET, PREFIX, T0, true));
  }

  @BeforeAll
  static void start() {
    files = new GoldenFiles(RestJournalFormatTest.class);
  }

  @AfterAll
  static void stop() {
    files.close();
  }

  @Test
  void replaysTheGoldenJournalToTheGoldenStates() throws Exception {
    files.writeIfAsked(EVENTS);
    files.writeIfAsked(
        "rest-state", BatchState.EMPTY.apply(EVENTS.get("rest-1-objects-reconciled")));
    var state = BatchState.EMPTY;
    for (var entry : EVENTS.entrySet()) {
      var event = files.read(entry.getKey(), BatchEvent.class);
      assertThat(event).as(entry.getKey()).isEqualTo(entry.getValue());
      state = state.apply(event);
      assertThat(state.identities().contains(7)).isEqualTo(!entry.getKey().endsWith("forgot"));
    }
    assertThat(state.identities().size()).isZero();
    var open = BatchState.EMPTY.apply(EVENTS.get("rest-1-objects-reconciled"));
    assertThat(open.open().orElseThrow().reconciled()).isEqualTo(1);
    assertThat(files.read("rest-state", BatchState.class)).isEqualTo(WithoutSizes.of(open));
  }
}
