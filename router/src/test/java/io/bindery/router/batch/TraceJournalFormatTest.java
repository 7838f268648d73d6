package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.fixtures.GoldenFiles;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.platform.tracing.TraceContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What traces added to the journal, as {@link JournalFormatTest} keeps it. With {@code
 * -Dbindery.golden.write=DIR} the test writes the present form to a directory.
 */
class TraceJournalFormatTest {
  private static GoldenFiles files;
  private static final Instant T0 = Instant.parse("2026-11-29T10:00:00Z");
  private static final String BUCKET = "lab-data";
  private static final String PREFIX = "run/1/";
  private static final String BATCH_ID = "00112233445566778899aabbccddeeff";
  private static final TraceContext NOTICE =
      new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);
  private static final TraceContext OTHER =
      new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", false);
  private static final TraceContext OWN =
      new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "53995c3f42cd8ad8", true);
  private static final Map<String, BatchEvent> EVENTS = new LinkedHashMap<>();

  static {
    EVENTS.put("traced-1-objects-recorded", recorded(1, new OpenSpan(OWN, List.of(NOTICE))));
    EVENTS.put("traced-2-objects-recorded", recorded(2, new OpenSpan(OTHER, List.of(OTHER))));
    EVENTS.put(
        "traced-3-batch-closed",
        new BatchEvent.BatchClosed(
            BUCKET,
            PREFIX,
            BATCH_ID,
            CloseReason.QUIET,
            new Totals(2, 6, T0, T0),
            T0.plusSeconds(300),
            Optional.empty(),
            Optional.of(new OpenSpan(OWN, List.of(NOTICE, OTHER)))));
  }

  private static BatchEvent recorded(int number, OpenSpan span) {
    return new BatchEvent.ObjectsRecorded(
        BUCKET,
        PREFIX,
        List.of(new RecordedObject("reads-" + number, 3, T0.toEpochMilli(), number)),
        new Totals(number, 3L * number, T0, T0),
        T0.plusSeconds(number),
        Optional.of(T0.plusSeconds(300)),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.of(span),
        Optional.empty());
  }

  @BeforeAll
  static void start() {
    files = new GoldenFiles(TraceJournalFormatTest.class);
  }

  @AfterAll
  static void stop() {
    files.close();
  }

  @Test
  void replaysTheGoldenJournalToTheGoldenStates() throws Exception {
    files.writeIfAsked(EVENTS);
    files.writeIfAsked("traced-state-open", after(2));
    files.writeIfAsked("traced-state", after(3));
    var state = BatchState.EMPTY;
    for (var entry : EVENTS.entrySet()) {
      var event = files.read(entry.getKey(), BatchEvent.class);
      assertThat(event).as(entry.getKey()).isEqualTo(entry.getValue());
      state = state.apply(event);
      if (entry.getKey().startsWith("traced-2")) {
        assertThat(files.read("traced-state-open", BatchState.class)).isEqualTo(state);
        // The first notice's trace goes on; the other is linked to.
        assertThat(state.open().orElseThrow().span())
            .contains(new OpenSpan(OWN, List.of(NOTICE, OTHER)));
      }
    }
    assertThat(state.unannounced())
        .singleElement()
        .matches(it -> it.trace().equals(Optional.of(OWN)));
    assertThat(files.read("traced-state", BatchState.class)).isEqualTo(state);
  }

  /** A person can read it in the journal. */
  @Test
  void anEventHoldsTheContextAsW3cWritesIt() throws Exception {
    assertThat(
            new String(
                files.golden("traced-1-objects-recorded"),
                java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains(OWN.w3c(), NOTICE.w3c());
  }

  private static BatchState after(int events) {
    return EVENTS.values().stream()
        .limit(events)
        .reduce(BatchState.EMPTY, BatchState::apply, (one, other) -> other);
  }
}
