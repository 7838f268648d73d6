package io.bindery.localaws.sns;

import java.util.Map;

/** What SNS keeps. */
final class Topics {
  private Topics() {}

  /** Topics by ARN and subscriptions by ARN. */
  record Kept(Map<String, Topic> topics, Map<String, Subscription> subscriptions) {}

  /** A topic; attributes as the client set them. */
  record Topic(String arn, Map<String, String> attributes) {}

  /**
   * A subscription.
   *
   * @param protocol sqs, http or https
   * @param token confirms it while it is not confirmed
   */
  record Subscription(
      String arn,
      String topicArn,
      String protocol,
      String endpoint,
      boolean raw,
      boolean confirmed,
      String token) {
    Subscription withRaw(boolean value) {
      return new Subscription(arn, topicArn, protocol, endpoint, value, confirmed, token);
    }

    Subscription withConfirmed() {
      return new Subscription(arn, topicArn, protocol, endpoint, raw, true, token);
    }
  }
}
