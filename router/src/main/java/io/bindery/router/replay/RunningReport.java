package io.bindery.router.replay;

import io.bindery.platform.failure.RefusedException;
import io.bindery.router.batch.BatchEvent;
import io.bindery.router.batch.RecordedObject;
import io.bindery.router.batch.Rehearsal;
import io.bindery.router.batch.Totals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes the events of a time one after the other, and keeps what the report says. */
final class RunningReport {
  /** Open batches that are held at a time, at most. */
  private static final int MOST_OPEN = 200_000;

  /** Batches added up. */
  private static final class Sum {
    private long batches;
    private long files;
    private long bytes;
    private final Map<String, Long> reasons = new TreeMap<>();

    void add(BatchEvent.BatchClosed closed) {
      batches++;
      files += closed.totals().files();
      bytes += closed.totals().bytes();
      reasons.merge(closed.reason().word(), 1L, Long::sum);
    }

    DryRunReport.Summary summary() {
      return new DryRunReport.Summary(batches, files, bytes, reasons);
    }
  }

  private final DryRunRequest request;
  private final int mostObjects;
  private final Rehearsal rehearsal;
  private final Sum candidate = new Sum();
  private final Sum actual = new Sum();
  private final List<DryRunReport.Made> made = new ArrayList<>();
  private long objects;
  private long ignored;

  RunningReport(DryRunRequest request, int mostObjects) {
    this.request = request;
    this.mostObjects = mostObjects;
    this.rehearsal = new Rehearsal(request.candidate(), this::closed);
  }

  void add(BatchEvent event) {
    if (!event.bucket().equals(request.candidate().bucket())) {
      return;
    }
    if (event instanceof BatchEvent.ObjectsRecorded recorded) {
      var counting = counting(recorded, recorded.objects());
      var deleted = counting(recorded, recorded.deleted());
      if (objects > mostObjects) {
        throw new RefusedException(
            "",
            "More than %d object events were recorded then: take a shorter time or a prefix, or raise bindery.router.dry-run.max-objects."
                .formatted(mostObjects));
      }
      rehearsal.record(
          recorded.recordedAt(),
          recorded.prefix(),
          counting,
          request.candidate().countDeletes() ? deleted : List.of());
      if (rehearsal.openBatches() > MOST_OPEN) {
        throw new RefusedException(
            "",
            "More than %d batches would be open at a time: take a prefix, or a smaller prefix-depth."
                .formatted(MOST_OPEN));
      }
    } else if (event instanceof BatchEvent.BatchClosed closed
        && closed.prefix().startsWith(request.prefix())) {
      actual.add(closed);
    }
  }

  DryRunReport report(Optional<Instant> cleanedUntil, List<String> notes) {
    rehearsal.advance(request.to());
    var open = rehearsal.openTotals();
    return new DryRunReport(
        request.candidate().bucket(),
        request.from(),
        request.to(),
        objects,
        ignored,
        candidate.summary(),
        actual.summary(),
        new DryRunReport.Open(
            open.size(),
            open.stream().mapToLong(Totals::files).sum(),
            open.stream().mapToLong(Totals::bytes).sum()),
        made,
        candidate.batches > made.size(),
        cleanedUntil,
        notes);
  }

  private List<RecordedObject> counting(
      BatchEvent.ObjectsRecorded recorded, List<RecordedObject> some) {
    var counting = new ArrayList<RecordedObject>(some.size());
    for (var object : some) {
      var key = recorded.prefix() + object.name();
      if (key.startsWith(request.prefix())) {
        objects++;
        if (request.candidate().ignoring(key).isPresent()) {
          ignored++;
        } else {
          counting.add(object);
        }
      }
    }
    return counting;
  }

  private void closed(BatchEvent.BatchClosed closed) {
    candidate.add(closed);
    if (made.size() < request.limit()) {
      var totals = closed.totals();
      made.add(
          new DryRunReport.Made(
              closed.prefix(),
              totals.files(),
              totals.bytes(),
              closed.reason().word(),
              closed.closedAt(),
              totals.firstEventTime(),
              totals.lastEventTime()));
    }
  }
}
