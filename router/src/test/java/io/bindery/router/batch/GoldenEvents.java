package io.bindery.router.batch;

import io.bindery.router.announce.Target;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The events of the golden journal by the names of their files; they are added to, never changed.
 */
final class GoldenEvents {
  static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");
  static final BatchKey KEY = new BatchKey("lab-data", "instrument a/rün/");
  static final List<RecordedObject> OBJECTS =
      List.of(
          new RecordedObject("a b.txt", 12, T0.minusMillis(1_500).toEpochMilli(), -1L),
          new RecordedObject("", 0, T0.toEpochMilli(), Long.MIN_VALUE),
          new RecordedObject("sub/ü\0😀", 1L << 53, T0.toEpochMilli(), 0x0123456789abcdefL));
  static final Totals TOTALS = new Totals(3, (1L << 53) + 12, T0.minusMillis(1_500), T0);
  static final String BATCH_ID = "00112233445566778899aabbccddeeff";

  /** The journal of the first version. */
  static final Map<String, BatchEvent> EVENTS = new LinkedHashMap<>();

  /** What came later. */
  static final Map<String, BatchEvent> LATER = new LinkedHashMap<>();

  static {
    EVENTS.put(
        "1-objects-recorded",
        BatchEvents.recorded(
            KEY.bucket(), KEY.prefix(), OBJECTS, TOTALS, T0, Optional.of(T0.plusSeconds(300))));
    EVENTS.put(
        "2-deadline-moved",
        new BatchEvent.DeadlineMoved(KEY.bucket(), KEY.prefix(), Optional.of(T0.plusSeconds(60))));
    EVENTS.put(
        "3-deadline-moved-to-none",
        new BatchEvent.DeadlineMoved(KEY.bucket(), KEY.prefix(), Optional.empty()));
    EVENTS.put(
        "4-batch-closed",
        BatchEvents.closed(
            KEY.bucket(), KEY.prefix(), BATCH_ID, CloseReason.QUIET, TOTALS, T0.plusSeconds(60)));
    EVENTS.put(
        "5-objects-recorded-without-deadline",
        BatchEvents.recorded(
            KEY.bucket(),
            KEY.prefix(),
            List.of(new RecordedObject("a b.txt", 3, T0.toEpochMilli(), 7)),
            new Totals(1, 3, T0, T0),
            T0.plusSeconds(70),
            Optional.empty()));
    EVENTS.put(
        "6-batch-closed-by-count",
        BatchEvents.closed(
            KEY.bucket(),
            KEY.prefix(),
            "ffeeddccbbaa99887766554433221100",
            CloseReason.COUNT,
            new Totals(1, 3, T0, T0),
            T0.plusSeconds(70)));
    EVENTS.put(
        "7-batch-announced",
        BatchEvents.announced(KEY.bucket(), KEY.prefix(), BATCH_ID, "event-1", T0.plusSeconds(71)));
  }

  static {
    LATER.put("8-batch-paused", new BatchEvent.BatchPaused(KEY.bucket(), KEY.prefix(), "ann", T0));
    LATER.put(
        "9-objects-recorded-with-marker-and-deleted",
        BatchEvents.recorded(
            KEY.bucket(),
            KEY.prefix(),
            List.of(new RecordedObject("_SUCCESS", 0, T0.toEpochMilli(), 11)),
            new Totals(2, 0, T0, T0),
            T0.plusSeconds(80),
            Optional.empty(),
            List.of(new RecordedObject("old", 0, T0.toEpochMilli(), 12)),
            Optional.of("_SUCCESS"),
            Optional.of(new Uncounted(1, 2, 3, Map.of("*/*/*.tmp", 4L))),
            false));
    LATER.put(
        "10-clock-corrected",
        new BatchEvent.ClockCorrected(
            KEY.bucket(), KEY.prefix(), T0.plusSeconds(60), Optional.empty()));
    LATER.put(
        "11-batch-resumed",
        new BatchEvent.BatchResumed(
            KEY.bucket(),
            KEY.prefix(),
            "bob",
            T0.plusSeconds(90),
            Optional.of(T0.plusSeconds(360))));
    LATER.put(
        "12-batch-flushed",
        BatchEvents.closed(
            KEY.bucket(),
            KEY.prefix(),
            "0123456789abcdef0123456789abcdef",
            CloseReason.FLUSH,
            new Totals(2, 0, T0, T0),
            T0.plusSeconds(95),
            Optional.of(
                new Evidence(
                    2,
                    T0.plusSeconds(60),
                    T0.plusSeconds(60),
                    false,
                    List.of(
                        new Condition(
                            "count", false, Optional.of(2L), 20, "keys", Optional.empty()),
                        new Condition("marker", false, Optional.empty(), 0, "ms", Optional.empty()),
                        new Condition(
                            "quiet",
                            false,
                            Optional.of(35_000L),
                            300_000,
                            "ms",
                            Optional.of(T0.plusSeconds(360)))),
                    new Uncounted(1, 2, 3, Map.of("*/*/*.tmp", 4L)),
                    Optional.of("_SUCCESS"),
                    Optional.of("ann"),
                    0))));
    LATER.put(
        "13-objects-recorded-again",
        BatchEvents.recorded(
            KEY.bucket(),
            KEY.prefix(),
            List.of(new RecordedObject("x", 1, T0.toEpochMilli(), 13)),
            new Totals(1, 1, T0, T0),
            T0.plusSeconds(99),
            Optional.of(T0.plusSeconds(399))));
    LATER.put(
        "14-batch-discarded",
        new BatchEvent.BatchDiscarded(
            KEY.bucket(), KEY.prefix(), "ann", T0.plusSeconds(100), new Totals(1, 1, T0, T0)));
    LATER.put(
        "15-targets-planned",
        new BatchEvent.TargetsPlanned(
            KEY.bucket(),
            KEY.prefix(),
            "0123456789abcdef0123456789abcdef",
            List.of(Target.values()),
            T0.plusSeconds(101)));
    LATER.put(
        "16-target-announced",
        BatchEvents.announced(
            KEY.bucket(),
            KEY.prefix(),
            "0123456789abcdef0123456789abcdef",
            Target.TOPIC,
            "message-1",
            T0.plusSeconds(102)));
    LATER.put(
        "17-batch-rested",
        new BatchEvent.BatchRested(KEY.bucket(), KEY.prefix(), T0.plusSeconds(103), false));
    LATER.put(
        "18-objects-recorded-under-markers",
        new BatchEvent.ObjectsRecorded(
            KEY.bucket(),
            KEY.prefix(),
            List.of(new RecordedObject("RTAComplete.txt", 1, T0.toEpochMilli(), 18)),
            new Totals(1, 1, T0, T0),
            T0.plusSeconds(110),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.of(List.of("CopyComplete.txt", "final_*.txt"))));
    LATER.put(
        "19-markers-sought",
        new BatchEvent.MarkersSought(
            KEY.bucket(),
            KEY.prefix(),
            List.of("RTAComplete.txt"),
            Optional.of("RTAComplete.txt"),
            Optional.of(T0.plusSeconds(110))));
    LATER.put(
        "20-markers-sought-in-vain",
        new BatchEvent.MarkersSought(
            KEY.bucket(), KEY.prefix(), List.of("_SUCCESS"), Optional.empty(), Optional.empty()));
    LATER.put(
        "21-batch-discarded",
        new BatchEvent.BatchDiscarded(
            KEY.bucket(), KEY.prefix(), "ann", T0.plusSeconds(111), new Totals(1, 1, T0, T0)));
  }

  private GoldenEvents() {}

  static BatchEvent event(String name) {
    return EVENTS.getOrDefault(name, LATER.get(name));
  }
}
