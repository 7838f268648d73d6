package io.bindery.platform.queue;

import io.bindery.platform.tracing.OpenSpan;
import io.bindery.platform.tracing.TraceContext;
import java.time.Instant;
import java.util.Optional;

/**
 * One received message.
 *
 * @param id SQS's id of the message, the same at each delivery
 * @param body its text
 * @param receiveCount how often it was received, this time included; at least 1
 * @param sentAt when it came into its queue, the same at each delivery
 * @param span of its handling
 */
public record QueueMessage(
    String id, String body, int receiveCount, Instant sentAt, Optional<OpenSpan> span) {
  /** What comes of it belongs here in its trace. */
  public Optional<TraceContext> trace() {
    return span.map(OpenSpan::context);
  }
}
