package io.bindery.platform.bus;

import io.bindery.platform.tracing.TraceContext;
import java.util.Optional;

/**
 * One message for a topic or a queue.
 *
 * @param body its text
 * @param group used where order is kept (FIFO): messages of one group stay in order; up to 128
 *     ASCII letters, digits or punctuation
 * @param id used where order is kept: a second message with the same id is dropped by the service
 *     for five minutes; as {@code group}
 * @param subject for topics: up to 100 ASCII characters, without line feeds
 * @param perProtocol for topics: whether the body is a JSON object with a text for each protocol of
 *     subscribers, and one as {@code default}
 * @param trace where it belongs in a trace
 */
public record OutMessage(
    String body,
    String group,
    String id,
    Optional<String> subject,
    boolean perProtocol,
    Optional<TraceContext> trace) {
  /** A message that is the same for all, without a subject. */
  public OutMessage(String body, String group, String id) {
    this(body, group, id, Optional.empty());
  }

  /** Likewise, with its place in a trace. */
  public OutMessage(String body, String group, String id, Optional<TraceContext> trace) {
    this(body, group, id, Optional.empty(), false, trace);
  }
}
