package io.bindery.localaws.events;

import java.util.Map;

/** Where targets get their messages. Throws if the target does not take the message. */
public interface EventSink {
  /**
   * Puts a message into a queue.
   *
   * @param groupId "" unless the queue is FIFO
   * @param traceHeader of X-Ray; "" if there is none
   * @param attributes plain texts
   */
  void toQueue(
      String queueArn,
      String message,
      String groupId,
      String traceHeader,
      Map<String, String> attributes);

  /** Publishes a message; {@code traceHeader} as for queues. */
  void toTopic(String topicArn, String message, String traceHeader);
}
