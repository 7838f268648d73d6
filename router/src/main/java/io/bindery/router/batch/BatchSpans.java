package io.bindery.router.batch;

import io.bindery.platform.tracing.EndedSpan;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.platform.tracing.ShortSpan;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.field.FieldException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The spans of one batch actor: of each batch from its first object event on, and of each try to
 * announce it.
 */
final class BatchSpans {
  private final Spans spans;

  BatchSpans(Spans spans) {
    this.spans = spans;
  }

  /**
   * The journal holds an event: with the end of a batch its span ends.
   *
   * @param before how things stood before
   */
  void happened(BatchEvent event, BatchState before) {
    if (event instanceof BatchEvent.BatchClosed closed) {
      var began = closed.evidence().map(Evidence::firstRecordedAt).orElse(closed.closedAt());
      end(closed, closed.span(), began, closed.closedAt(), closed.totals(), closed.reason().word());
    } else if (event instanceof BatchEvent.BatchDiscarded discarded) {
      var open = before.open();
      end(
          discarded,
          open.flatMap(OpenBatch::span),
          open.map(OpenBatch::firstRecordedAt).orElse(discarded.at()),
          discarded.at(),
          discarded.totals(),
          "discarded");
    }
  }

  private void end(
      BatchEvent event,
      Optional<OpenSpan> span,
      Instant began,
      Instant ended,
      Totals totals,
      String reason) {
    span.ifPresent(
        it ->
            spans.end(
                new EndedSpan(
                    "batch",
                    EndedSpan.Kind.INTERNAL,
                    it,
                    began,
                    ended,
                    Map.of(
                        "aws.s3.bucket", event.bucket(),
                        "bindery.prefix", FieldException.shown(event.prefix()),
                        "bindery.batch.id", id(event),
                        "bindery.batch.reason", reason,
                        "bindery.batch.files", totals.files(),
                        "bindery.batch.bytes", totals.bytes()),
                    Optional.empty())));
  }

  private static String id(BatchEvent event) {
    return event instanceof BatchEvent.BatchClosed closed ? closed.batchId() : "";
  }

  /** Begins the span of one try to announce a batch. */
  ShortSpan publish(Outbox.Due due) {
    var target = due.target().word();
    return spans.begin(
        "publish " + target,
        EndedSpan.Kind.PRODUCER,
        due.batch().trace(),
        Map.of(
            "messaging.system",
            switch (due.target()) {
              case EVENT_BUS, SHADOW_BUS -> "aws.eventbridge";
              case TOPIC -> "aws.sns";
              case PACKAGER_QUEUE -> "aws_sqs";
            },
            "messaging.operation.type",
            "send",
            "messaging.operation.name",
            "publish",
            "messaging.destination.name",
            target,
            "bindery.batch.id",
            due.batch().batchId()));
  }

  /** Where a batch belongs in a trace, of which an event says more. */
  static Optional<TraceContext> trace(BatchEvent event, BatchState before) {
    if (event instanceof BatchEvent.BatchClosed closed) {
      return closed.span().map(OpenSpan::context);
    }
    if (event instanceof BatchEvent.BatchAnnounced announced) {
      return trace(announced.batchId(), before);
    }
    if (event instanceof BatchEvent.TargetAnnounced announced) {
      return trace(announced.batchId(), before);
    }
    return event instanceof BatchEvent.TargetsPlanned planned
        ? trace(planned.batchId(), before)
        : Optional.empty();
  }

  static Optional<TraceContext> trace(String batchId, BatchState state) {
    return state.unannounced().stream()
        .filter(batch -> batch.batchId().equals(batchId))
        .findFirst()
        .flatMap(ClosedBatch::trace);
  }
}
