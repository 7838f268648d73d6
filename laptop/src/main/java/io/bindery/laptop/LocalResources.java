package io.bindery.laptop;

import java.net.URI;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;
import software.amazon.awssdk.services.eventbridge.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Makes in the local AWS what an account has before Bindery runs in it: queues with dead-letter
 * queues, the bus, and the rules from S3 to the notice queue and from an announced batch to the
 * packager queue. Making what is there already changes nothing.
 */
public final class LocalResources implements AutoCloseable {
  public static final String ANNOUNCEMENT_SOURCE = "com.quiltdata.edp";
  public static final String ANNOUNCEMENT_TYPE = "package-objects-ready";

  /** The bus that is made unless the user names another. */
  static final String BUS = "bindery";

  private static final String PACKAGE_RULE = "bindery-batch-to-package";
  private static final String DEFAULT_BUS = "default";
  private static final int MAX_RECEIVES = 10;

  private final S3Client s3;
  private final SqsClient sqs;
  private final EventBridgeClient eventBridge;

  /** Clients of the endpoint; the local AWS takes any credentials. */
  public LocalResources(URI endpoint, String region) {
    var credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    var where = Region.of(region);
    s3 =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(where)
            .credentialsProvider(credentials)
            .forcePathStyle(true)
            .build();
    sqs =
        SqsClient.builder()
            .endpointOverride(endpoint)
            .region(where)
            .credentialsProvider(credentials)
            .build();
    eventBridge =
        EventBridgeClient.builder()
            .endpointOverride(endpoint)
            .region(where)
            .credentialsProvider(credentials)
            .build();
  }

  public S3Client s3() {
    return s3;
  }

  public SqsClient sqs() {
    return sqs;
  }

  /** Makes a versioned bucket that tells EventBridge of each write. */
  public void bucket(String name) {
    silentBucket(name);
    s3.putBucketNotificationConfiguration(
        r -> r.bucket(name).notificationConfiguration(n -> n.eventBridgeConfiguration(e -> {})));
  }

  /** Makes a versioned bucket. */
  void silentBucket(String name) {
    try {
      s3.createBucket(r -> r.bucket(name));
    } catch (BucketAlreadyOwnedByYouException e) {
      // Kept from an earlier run.
    }
    s3.putBucketVersioning(
        r -> r.bucket(name).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
  }

  /** Makes queues, rules, and one bus for all events. */
  public Queues queues() {
    return queues(BUS, BUS);
  }

  /**
   * Makes queues, buses and rules.
   *
   * @param announceBus where batches are announced; "" for nowhere, and so no rule
   * @param eventsBus where revisions are told of
   */
  Queues queues(String announceBus, String eventsBus) {
    bus(announceBus);
    bus(eventsBus);
    var notices = queueWithDeadLetters("bindery-notices");
    var packager = queueWithDeadLetters("bindery-packager");
    rule(DEFAULT_BUS, "bindery-object-created", "aws.s3", "Object Created", notices.url(), null);
    if (!announceBus.isEmpty()) {
      // As Quilt's packaging documentation shows it, on the bus the events are really on, and with
      // the batch, by which the job is found again.
      rule(
          announceBus,
          PACKAGE_RULE,
          ANNOUNCEMENT_SOURCE,
          ANNOUNCEMENT_TYPE,
          packager.url(),
          InputTransformer.builder()
              .inputPathsMap(
                  Map.of(
                      "bucket", "$.detail.bucket",
                      "prefix", "$.detail.prefix",
                      "batch", "$.detail.batch_id"))
              .inputTemplate(
                  "{\"source_prefix\": \"s3://<bucket>/<prefix>\", \"batch_id\": \"<batch>\"}")
              .build());
    }
    return new Queues(announceBus, notices, packager);
  }

  /** Takes the rule away that asks for a package of each batch: something else asks for them. */
  void withoutPackageRule(String announceBus) {
    if (!announceBus.isEmpty()) {
      eventBridge.removeTargets(
          r -> r.eventBusName(announceBus).rule(PACKAGE_RULE).ids(PACKAGE_RULE));
      eventBridge.deleteRule(r -> r.eventBusName(announceBus).name(PACKAGE_RULE));
    }
  }

  private void bus(String name) {
    if (name.isEmpty() || name.equals(DEFAULT_BUS)) {
      return;
    }
    try {
      eventBridge.createEventBus(r -> r.name(name));
    } catch (ResourceAlreadyExistsException e) {
      // Kept from an earlier run.
    }
  }

  /** Copies the events of a kind to a queue of its own, for someone who wants to watch. */
  public String tap(String queue, String source, String detailType, String bus) {
    var url = sqs.createQueue(r -> r.queueName(queue)).queueUrl();
    rule(bus, queue + "-" + detailType, source, detailType, url, null);
    return url;
  }

  private DeadLettered queueWithDeadLetters(String name) {
    var dead = sqs.createQueue(r -> r.queueName(name + "-dead")).queueUrl();
    var policy =
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"%d\"}"
            .formatted(arn(dead), MAX_RECEIVES);
    var url = sqs.createQueue(r -> r.queueName(name)).queueUrl();
    sqs.setQueueAttributes(
        r -> r.queueUrl(url).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)));
    return new DeadLettered(url, dead);
  }

  private void rule(
      String bus,
      String name,
      String source,
      String detailType,
      String queueUrl,
      InputTransformer transformer) {
    eventBridge.putRule(
        r ->
            r.eventBusName(bus)
                .name(name)
                .eventPattern(
                    "{\"source\":[\"%s\"],\"detail-type\":[\"%s\"]}"
                        .formatted(source, detailType)));
    var target = Target.builder().id(name).arn(arn(queueUrl)).inputTransformer(transformer).build();
    eventBridge.putTargets(r -> r.eventBusName(bus).rule(name).targets(List.of(target)));
  }

  private String arn(String queueUrl) {
    return sqs.getQueueAttributes(
            r -> r.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
        .attributes()
        .get(QueueAttributeName.QUEUE_ARN);
  }

  @Override
  public void close() {
    s3.close();
    sqs.close();
    eventBridge.close();
  }

  /** A queue and the one its bad messages go to. */
  public record DeadLettered(String url, String deadLetterUrl) {}

  /** What the service must know of the resources. */
  public record Queues(String bus, DeadLettered notices, DeadLettered packager) {}
}
