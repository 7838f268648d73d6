package io.bindery.localaws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.EventBridgeConfiguration;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The SDK's clients, and what the tests do with them again and again. */
record Clients(S3Client s3, SqsClient sqs, SnsClient sns, EventBridgeClient events)
    implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  static Clients of(URI endpoint) {
    return of(endpoint, o -> {});
  }

  /** They make each call once: what is refused is told at once. */
  static Clients once(URI endpoint) {
    return of(endpoint, o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));
  }

  private static Clients of(URI endpoint, Consumer<ClientOverrideConfiguration.Builder> more) {
    return new Clients(
        at(endpoint, S3Client.builder().forcePathStyle(true).overrideConfiguration(more)).build(),
        at(endpoint, SqsClient.builder().overrideConfiguration(more)).build(),
        at(endpoint, SnsClient.builder().overrideConfiguration(more)).build(),
        at(endpoint, EventBridgeClient.builder().overrideConfiguration(more)).build());
  }

  static <B extends AwsClientBuilder<B, C>, C> B at(URI endpoint, B builder) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
  }

  /** A bucket with EventBridge notices on. */
  void createBucket(String bucket, boolean versioned) {
    s3.createBucket(b -> b.bucket(bucket));
    if (versioned) {
      s3.putBucketVersioning(
          b ->
              b.bucket(bucket)
                  .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    }
    s3.putBucketNotificationConfiguration(
        b ->
            b.bucket(bucket)
                .notificationConfiguration(
                    n -> n.eventBridgeConfiguration(EventBridgeConfiguration.builder().build())));
  }

  String createQueue(String name) {
    return sqs.createQueue(b -> b.queueName(name)).queueUrl();
  }

  String arnOf(String queueUrl) {
    return sqs.getQueueAttributes(
            b -> b.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
        .attributes()
        .get(QueueAttributeName.QUEUE_ARN);
  }

  /** A queue that gets all events that match the pattern. */
  String createQueueFor(String rule, String pattern) {
    String url = createQueue(rule + "-queue");
    events.putRule(b -> b.name(rule).eventPattern(pattern));
    Target target = Target.builder().id("queue").arn(arnOf(url)).build();
    events.putTargets(b -> b.rule(rule).targets(target));
    return url;
  }

  /** Takes all messages that are there now. */
  List<String> drain(String queueUrl) {
    List<String> bodies = new ArrayList<>();
    while (true) {
      List<Message> messages =
          sqs.receiveMessage(b -> b.queueUrl(queueUrl).maxNumberOfMessages(10)).messages();
      if (messages.isEmpty()) {
        return bodies;
      }
      for (Message message : messages) {
        bodies.add(message.body());
        sqs.deleteMessage(b -> b.queueUrl(queueUrl).receiptHandle(message.receiptHandle()));
      }
    }
  }

  List<JsonNode> drainJson(String queueUrl) {
    return drain(queueUrl).stream().map(Clients::json).toList();
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  @Override
  public void close() {
    s3.close();
    sqs.close();
    sns.close();
    events.close();
  }
}
