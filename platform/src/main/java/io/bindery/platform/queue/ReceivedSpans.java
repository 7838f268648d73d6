package io.bindery.platform.queue;

import io.bindery.platform.failure.Causes;
import io.bindery.platform.tracing.EndedSpan;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.envelope.TopicEnvelope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** A span around the handling of each message of a queue, in the trace that the message names. */
final class ReceivedSpans {
  private final Spans spans;
  private final String name;
  private final String queue;

  /**
   * @param url of the queue
   */
  ReceivedSpans(Spans spans, String url) {
    this.spans = spans;
    this.queue = url.substring(url.lastIndexOf('/') + 1);
    this.name = "process " + queue;
  }

  /** Begins the span of a message. */
  Optional<OpenSpan> begin(Message message) {
    var w3c =
        Optional.ofNullable(message.messageAttributes().get(TraceContext.TRACEPARENT))
            .map(MessageAttributeValue::stringValue)
            // A topic without raw delivery puts the attributes into the body.
            .or(() -> TopicEnvelope.attribute(message.body(), TraceContext.TRACEPARENT));
    return spans.open(
        spans.received(
            w3c,
            Optional.ofNullable(
                message.attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER))));
  }

  /**
   * Ends the spans of messages that were handled together.
   *
   * @param verdicts absent if they could not be handled
   */
  void end(List<QueueMessage> messages, Instant start, List<Verdict> verdicts, Throwable failure) {
    var end = Instant.now();
    for (int i = 0; i < messages.size(); i++) {
      var message = messages.get(i);
      var why =
          verdicts == null || verdicts.size() <= i
              ? Optional.ofNullable(failure).map(Causes::text)
              : failure(verdicts.get(i));
      message.span().ifPresent(span -> spans.end(ended(message, span, start, end, why)));
    }
  }

  private EndedSpan ended(
      QueueMessage message, OpenSpan span, Instant start, Instant end, Optional<String> why) {
    return new EndedSpan(
        name,
        EndedSpan.Kind.CONSUMER,
        span,
        start,
        end,
        Map.of(
            "messaging.system", "aws_sqs",
            "messaging.operation.type", "process",
            "messaging.operation.name", "process",
            "messaging.destination.name", queue,
            "messaging.message.id", message.id()),
        why);
  }

  private static Optional<String> failure(Verdict verdict) {
    if (verdict instanceof Verdict.Rejected rejected) {
      return Optional.of(rejected.reason());
    }
    if (verdict instanceof Verdict.Later later) {
      return Optional.of(later.reason());
    }
    return verdict instanceof Verdict.InPart part
        ? part.rest().stream().map(Verdict.Part::reason).findFirst()
        : Optional.empty();
  }
}
