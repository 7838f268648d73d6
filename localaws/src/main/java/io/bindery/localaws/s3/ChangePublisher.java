package io.bindery.localaws.s3;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where changes of objects are told. When a method returns, queues hold the message. */
public interface ChangePublisher {
  /** To the default event bus. */
  void toEventBridge(ObjectNode event);

  /** To a queue. */
  void toQueue(String queueArn, String message);

  /** To a topic. */
  void toTopic(String topicArn, String message);
}
