package io.bindery.bench.chaos.world;

import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What the AWS account of a run has: buckets, queues, the bus, and the rules between them. */
public final class Account implements AutoCloseable {
  /** Where the load is uploaded to, and where the packages of it are. */
  public static final String BUCKET = "lab";

  /** Where manifests of publications are written to. */
  public static final String MANIFESTS = "manifests";

  static final String BUS = "bindery";
  private static final String REGION = "us-east-1";
  private static final int MOST_RECEIVES = 1_000;

  private final AwsClients aws;
  private final Queue notices;
  private final Queue descriptions;
  private final String mirror;
  private final String announcements;

  /**
   * A queue and the one for what cannot be handled.
   *
   * @param url of the queue
   */
  public record Queue(String url, String deadLetters) {}

  Account(URI endpoint) {
    // Whatever credentials the user has are no business of a stand-in.
    System.setProperty("aws.accessKeyId", "chaos");
    System.setProperty("aws.secretAccessKey", "chaos");
    aws = new AwsClients(new AwsSettings(REGION, Optional.of(endpoint)));
    aws.eventBridge().createEventBus(r -> r.name(BUS)).join();
    notices = queue("notices");
    descriptions = queue("descriptions");
    mirror = plain("mirror");
    announcements = plain("announcements");
    for (var bucket : List.of(BUCKET, MANIFESTS)) {
      aws.s3().createBucket(r -> r.bucket(bucket)).join();
      aws.s3()
          .putBucketVersioning(
              r ->
                  r.bucket(bucket)
                      .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)))
          .join();
      aws.s3()
          .putBucketNotificationConfiguration(
              r ->
                  r.bucket(bucket)
                      .notificationConfiguration(n -> n.eventBridgeConfiguration(e -> {})))
          .join();
    }
    rule("default", "uploads", created(BUCKET), List.of(notices.url(), mirror));
    rule("default", "manifests", created(MANIFESTS), List.of(notices.url()));
    rule(
        BUS,
        "announced",
        "{\"source\":[\"com.quiltdata.edp\"],\"detail-type\":[\"package-objects-ready\"]}",
        List.of(announcements));
  }

  private static String created(String bucket) {
    return "{\"source\":[\"aws.s3\"],\"detail-type\":[\"Object Created\"],\"detail\":{\"bucket\":{\"name\":[\"%s\"]}}}"
        .formatted(bucket);
  }

  private Queue queue(String name) {
    var dead = plain(name + "-dead");
    var url = plain(name);
    var policy =
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"%d\"}"
            .formatted(arn(dead), MOST_RECEIVES);
    aws.sqs()
        .setQueueAttributes(
            r -> r.queueUrl(url).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)))
        .join();
    return new Queue(url, dead);
  }

  private String plain(String name) {
    return aws.sqs().createQueue(r -> r.queueName(name)).join().queueUrl();
  }

  private String arn(String url) {
    return aws.sqs()
        .getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
        .join()
        .attributes()
        .get(QueueAttributeName.QUEUE_ARN);
  }

  private void rule(String bus, String name, String pattern, List<String> queues) {
    aws.eventBridge().putRule(r -> r.eventBusName(bus).name(name).eventPattern(pattern)).join();
    for (var queue : queues) {
      var target = Target.builder().id(queue.substring(queue.lastIndexOf('/') + 1)).arn(arn(queue));
      aws.eventBridge()
          .putTargets(r -> r.eventBusName(bus).rule(name).targets(target.build()))
          .join();
    }
  }

  public AwsClients aws() {
    return aws;
  }

  /** S3's notices. */
  public Queue notices() {
    return notices;
  }

  /** What is to be packaged. */
  public Queue descriptions() {
    return descriptions;
  }

  /** A copy of each notice. */
  public String mirror() {
    return mirror;
  }

  /** A copy of each announcement. */
  public String announcements() {
    return announcements;
  }

  /** How many messages a queue has, hidden ones too. */
  public int depth(String url) {
    return aws
        .sqs()
        .getQueueAttributes(
            r ->
                r.queueUrl(url)
                    .attributeNames(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .join()
        .attributes()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }

  /** From now on what is sent to a queue is hidden for so long at first. */
  public void delay(String url, int seconds) {
    aws.sqs()
        .setQueueAttributes(
            r ->
                r.queueUrl(url)
                    .attributes(
                        Map.of(QueueAttributeName.DELAY_SECONDS, Integer.toString(seconds))))
        .join();
  }

  @Override
  public void close() {
    aws.close();
  }
}
