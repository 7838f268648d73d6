package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.EventBridgeConfiguration;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

@ExtendWith(SharedAws.class)
class BucketNotificationsTest {
  private final Clients clients;
  private final String bucket = "b-" + UUID.randomUUID();

  BucketNotificationsTest(Clients clients) {
    this.clients = clients;
    clients.s3().createBucket(b -> b.bucket(bucket));
  }

  @Test
  void aQueueGetsATestAndThenRecordsThatPassTheFilter() {
    String queue = clients.createQueue(bucket);
    configure(
        NotificationConfiguration.builder()
            .queueConfigurations(queue(clients.arnOf(queue), "runs/", ".csv"))
            .build());
    assertThat(clients.drainJson(queue))
        .singleElement()
        .satisfies(
            test -> {
              assertThat(test.get("Event").asText()).isEqualTo("s3:TestEvent");
              assertThat(test.get("Bucket").asText()).isEqualTo(bucket);
            });
    put("runs/a é+b.csv");
    put("runs/a.txt");
    put("other/a.csv");
    assertThat(clients.drainJson(queue))
        .singleElement()
        .satisfies(
            message -> {
              JsonNode entry = message.at("/Records/0");
              assertThat(entry.get("eventSource").asText()).isEqualTo("aws:s3");
              assertThat(entry.get("eventName").asText()).isEqualTo("ObjectCreated:Put");
              assertThat(entry.at("/s3/configurationId").asText()).isEqualTo("one");
              assertThat(entry.at("/s3/bucket/name").asText()).isEqualTo(bucket);
              assertThat(entry.at("/s3/object/key").asText()).isEqualTo("runs/a+%C3%A9%2Bb.csv");
              assertThat(entry.at("/s3/object/size").asLong()).isEqualTo(1);
              assertThat(entry.at("/s3/object/sequencer").asText()).isNotEmpty();
            });
  }

  @Test
  void aTopicGetsRecordsToo() {
    String topic = clients.sns().createTopic(b -> b.name(bucket)).topicArn();
    String queue = clients.createQueue(bucket);
    clients.sns().subscribe(b -> b.topicArn(topic).protocol("sqs").endpoint(clients.arnOf(queue)));
    configure(
        NotificationConfiguration.builder()
            .topicConfigurations(
                TopicConfiguration.builder()
                    .topicArn(topic)
                    .events(Event.S3_OBJECT_REMOVED)
                    .build())
            .build());
    put("x");
    clients.s3().deleteObject(b -> b.bucket(bucket).key("x"));
    List<JsonNode> messages =
        clients.drainJson(queue).stream()
            .map(envelope -> Clients.json(envelope.get("Message").asText()))
            .toList();
    assertThat(messages).hasSize(2);
    assertThat(messages.get(1).at("/Records/0/eventName").asText())
        .isEqualTo("ObjectRemoved:Delete");
  }

  @Test
  void theConfigurationIsToldAsItWasGiven() {
    String arn = clients.arnOf(clients.createQueue(bucket));
    configure(
        NotificationConfiguration.builder()
            .queueConfigurations(queue(arn, "a&b/", ""))
            .eventBridgeConfiguration(EventBridgeConfiguration.builder().build())
            .build());
    var told = clients.s3().getBucketNotificationConfiguration(b -> b.bucket(bucket));
    assertThat(told.eventBridgeConfiguration()).isNotNull();
    assertThat(told.queueConfigurations()).containsExactly(queue(arn, "a&b/", ""));
    configure(NotificationConfiguration.builder().build());
    told = clients.s3().getBucketNotificationConfiguration(b -> b.bucket(bucket));
    assertThat(told.eventBridgeConfiguration()).isNull();
    assertThat(told.queueConfigurations()).isEmpty();
  }

  @Test
  void aBucketMadeAnewIsSilent() {
    configure(
        NotificationConfiguration.builder()
            .eventBridgeConfiguration(EventBridgeConfiguration.builder().build())
            .build());
    clients.s3().deleteBucket(b -> b.bucket(bucket));
    clients.s3().createBucket(b -> b.bucket(bucket));
    assertThat(
            clients
                .s3()
                .getBucketNotificationConfiguration(b -> b.bucket(bucket))
                .eventBridgeConfiguration())
        .isNull();
  }

  @Test
  void whatCannotBeToldIsRefused() {
    assertThatThrownBy(
            () ->
                configure(
                    NotificationConfiguration.builder()
                        .queueConfigurations(
                            queue("arn:aws:sqs:us-east-1:000000000000:none-" + bucket, "", ""))
                        .build()))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidArgument"))
        .hasMessageContaining("none-" + bucket);
    assertThatThrownBy(
            () -> clients.s3().getBucketNotificationConfiguration(b -> b.bucket("no-" + bucket)))
        .isInstanceOf(NoSuchBucketException.class);
  }

  private void configure(NotificationConfiguration configuration) {
    clients
        .s3()
        .putBucketNotificationConfiguration(
            b -> b.bucket(bucket).notificationConfiguration(configuration));
  }

  private void put(String key) {
    clients.s3().putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("x"));
  }

  private static QueueConfiguration queue(String arn, String prefix, String suffix) {
    QueueConfiguration.Builder queue =
        QueueConfiguration.builder().id("one").queueArn(arn).events(Event.S3_OBJECT_CREATED);
    if (!prefix.isEmpty() || !suffix.isEmpty()) {
      List<FilterRule> rules =
          List.of(rule("Prefix", prefix), rule("Suffix", suffix)).stream()
              .filter(rule -> !rule.value().isEmpty())
              .toList();
      queue.filter(f -> f.key(k -> k.filterRules(rules)));
    }
    return queue.build();
  }

  private static FilterRule rule(String name, String value) {
    return FilterRule.builder().name(name).value(value).build();
  }
}
