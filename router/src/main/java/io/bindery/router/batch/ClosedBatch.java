package io.bindery.router.batch;

import io.bindery.router.announce.Target;
import java.time.Instant;
import java.util.List;

/**
 * A closed batch.
 *
 * @param batchId 32 hexadecimal digits, the same for ever
 * @param reason what closed it
 * @param totals what it adds up to
 * @param closedAt when, by the router's clock
 * @param targets those that have not confirmed its announcement
 * @param announced whether any target has
 */
record ClosedBatch(
    String batchId,
    CloseReason reason,
    Totals totals,
    Instant closedAt,
    List<Target> targets,
    boolean announced) {

  ClosedBatch {
    // Older snapshots know only the EventBridge bus.
    targets = targets == null ? List.of(Target.EVENT_BUS) : List.copyOf(targets);
  }

  static ClosedBatch of(BatchEvent.BatchClosed closed) {
    return new ClosedBatch(
        closed.batchId(),
        closed.reason(),
        closed.totals(),
        closed.closedAt(),
        List.of(Target.EVENT_BUS),
        false);
  }

  ClosedBatch withTargets(List<Target> changed) {
    return new ClosedBatch(batchId, reason, totals, closedAt, changed, announced);
  }

  ClosedBatch confirmedBy(Target target) {
    var left = targets.stream().filter(other -> other != target).toList();
    return new ClosedBatch(batchId, reason, totals, closedAt, left, true);
  }
}
