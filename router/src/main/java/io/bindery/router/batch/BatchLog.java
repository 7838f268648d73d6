package io.bindery.router.batch;

import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.field.FieldException;
import io.bindery.router.announce.Target;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line for each thing that matters to a batch, none for an object. */
final class BatchLog {
  private static final Logger log = LoggerFactory.getLogger(Batch.class);

  private BatchLog() {}

  /**
   * @param before how things stood before it
   */
  static void report(BatchEvent event, BatchState before) {
    var trace = BatchSpans.trace(event, before);
    if (event instanceof BatchEvent.BatchClosed closed) {
      about(log.atInfo(), event, closed.batchId(), trace)
          .log(
              "batch closed by {}: {} files, {} bytes",
              closed.reason().word(),
              closed.totals().files(),
              closed.totals().bytes());
    } else if (event instanceof BatchEvent.BatchAnnounced announced) {
      announced(event, announced.batchId(), Target.EVENT_BUS, announced.eventId(), trace);
    } else if (event instanceof BatchEvent.TargetAnnounced announced) {
      announced(event, announced.batchId(), announced.target(), announced.eventId(), trace);
    } else if (event instanceof BatchEvent.TargetsPlanned planned && planned.targets().isEmpty()) {
      about(log.atWarn(), event, planned.batchId(), trace)
          .log("batch is not announced any further: what is left is configured no more");
    }
  }

  private static void announced(
      BatchEvent event,
      String batchId,
      Target target,
      String eventId,
      Optional<TraceContext> trace) {
    about(log.atInfo(), event, batchId, trace)
        .addKeyValue("target", target.word())
        .log("batch announced as event {}", eventId);
  }

  static void announceFailed(
      OwnCommand.AnnounceFailed failed, Duration pause, Optional<TraceContext> trace) {
    traced(log.atWarn(), trace)
        .addKeyValue("batch_id", failed.batchId())
        .addKeyValue("target", failed.target().word())
        .log(
            failed.unanswered()
                ? "announcement not answered, and announced again in {} ms, perhaps for a second"
                    + " time: {}"
                : "announcement failed, next try in {} ms: {}",
            pause.toMillis(),
            failed.reason());
  }

  private static LoggingEventBuilder about(
      LoggingEventBuilder line, BatchEvent event, String batchId, Optional<TraceContext> trace) {
    return traced(line, trace)
        .addKeyValue("bucket", event.bucket())
        // Whoever uploads chooses it: no line breaks in the log.
        .addKeyValue("prefix", FieldException.shown(event.prefix()))
        .addKeyValue("batch_id", batchId);
  }

  private static LoggingEventBuilder traced(
      LoggingEventBuilder line, Optional<TraceContext> trace) {
    return trace.map(it -> line.addKeyValue("trace_id", it.traceId())).orElse(line);
  }
}
