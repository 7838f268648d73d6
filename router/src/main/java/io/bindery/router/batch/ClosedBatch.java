package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.router.announce.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A closed batch.
 *
 * @param batchId 32 hexadecimal digits, the same for ever
 * @param reason what closed it
 * @param totals what it adds up to
 * @param closedAt when, by the router's clock
 * @param targets those that have not confirmed its announcement
 * @param announced whether any target has
 * @param trace where it belongs in a trace
 */
record ClosedBatch(
    String batchId,
    CloseReason reason,
    Totals totals,
    Instant closedAt,
    List<Target> targets,
    boolean announced,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<TraceContext> trace) {

  @JsonCreator
  ClosedBatch {
    // Older snapshots know only the EventBridge bus.
    targets = targets == null ? List.of(Target.EVENT_BUS) : List.copyOf(targets);
    trace = trace == null ? Optional.empty() : trace;
  }

  static ClosedBatch of(BatchEvent.BatchClosed closed) {
    return new ClosedBatch(
        closed.batchId(),
        closed.reason(),
        closed.totals(),
        closed.closedAt(),
        List.of(Target.EVENT_BUS),
        false,
        closed.span().map(OpenSpan::context));
  }

  ClosedBatch withTargets(List<Target> changed) {
    return new ClosedBatch(batchId, reason, totals, closedAt, changed, announced, trace);
  }

  ClosedBatch confirmedBy(Target target) {
    var left = targets.stream().filter(other -> other != target).toList();
    return new ClosedBatch(batchId, reason, totals, closedAt, left, true, trace);
  }
}
