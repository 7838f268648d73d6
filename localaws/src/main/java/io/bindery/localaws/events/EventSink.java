package io.bindery.localaws.events;

import java.util.Map;

/** Where targets get their messages. Throws if the target does not take the message. */
public interface EventSink {
  /** {@code groupId} is "" unless the queue is FIFO; attributes are plain texts. */
  void toQueue(String queueArn, String message, String groupId, Map<String, String> attributes);

  void toTopic(String topicArn, String message);
}
