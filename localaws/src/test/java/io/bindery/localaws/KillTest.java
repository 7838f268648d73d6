package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What is there again after a stop, and after a kill in the middle of work. */
@Tag("chaos")
class KillTest {
  private static final String PATTERN = "{\"source\":[\"aws.s3\"]}";

  @TempDir Path directory;

  /** Does a bit of everything, says READY, and goes on writing until it is killed. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] args) throws Exception {
      LocalAws aws = LocalAws.start(new LocalAwsSettings(Path.of(args[0]), 0));
      Clients clients = Clients.of(aws.endpoint());
      populate(clients);
      System.out.println("READY");
      Path answered = Path.of(args[1]);
      for (int i = 0; ; i++) {
        String key = "stream/" + i;
        clients.s3().putObject(b -> b.bucket("data").key(key), RequestBody.fromString("x"));
        Files.writeString(
            answered,
            key + "\n",
            StandardCharsets.UTF_8,
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.APPEND);
      }
    }
  }

  private static void populate(Clients clients) {
    clients.createBucket("data", true);
    clients.createQueueFor("objects", PATTERN);
    clients.s3().putObject(b -> b.bucket("data").key("a é"), RequestBody.fromString("one"));
    clients.s3().putObject(b -> b.bucket("data").key("a é"), RequestBody.fromString("two"));
    String dead = clients.createQueue("dead");
    String work =
        clients
            .sqs()
            .createQueue(
                b ->
                    b.queueName("work")
                        .attributes(
                            Map.of(
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                "77",
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"deadLetterTargetArn\":\""
                                    + clients.arnOf(dead)
                                    + "\",\"maxReceiveCount\":\"5\"}")))
            .queueUrl();
    clients
        .sqs()
        .sendMessage(
            b ->
                b.queueUrl(work)
                    .messageBody("kept é 🧬")
                    .messageAttributes(
                        Map.of(
                            "n",
                            MessageAttributeValue.builder()
                                .dataType("Number")
                                .stringValue("7")
                                .build())));
    String gone = clients.createQueue("gone");
    clients.sqs().sendMessage(b -> b.queueUrl(gone).messageBody("x"));
    clients.sqs().deleteQueue(b -> b.queueUrl(gone));
    String purged = clients.createQueue("purged");
    clients.sqs().sendMessage(b -> b.queueUrl(purged).messageBody("x"));
    clients.sqs().purgeQueue(b -> b.queueUrl(purged));
    String topic = clients.sns().createTopic(b -> b.name("topic")).topicArn();
    clients
        .sns()
        .subscribe(
            b ->
                b.topicArn(topic)
                    .protocol("sqs")
                    .endpoint(clients.arnOf(work))
                    .attributes(Map.of("RawMessageDelivery", "true")));
  }

  private static void assertThere(Clients clients) {
    List<ObjectVersion> versions =
        clients.s3().listObjectVersions(b -> b.bucket("data").prefix("a é")).versions();
    assertThat(versions).hasSize(2);
    assertThat(
            versions.stream()
                .map(
                    v ->
                        clients
                            .s3()
                            .getObjectAsBytes(
                                b -> b.bucket("data").key(v.key()).versionId(v.versionId()))
                            .asUtf8String()))
        .containsExactlyInAnyOrder("one", "two");
    assertThat(clients.s3().getObjectAsBytes(b -> b.bucket("data").key("a é")).asUtf8String())
        .isEqualTo("two");

    String work = clients.sqs().getQueueUrl(b -> b.queueName("work")).queueUrl();
    assertThat(
            clients
                .sqs()
                .getQueueAttributes(b -> b.queueUrl(work).attributeNames(QueueAttributeName.ALL))
                .attributes())
        .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "77")
        .hasEntrySatisfying(
            QueueAttributeName.REDRIVE_POLICY, policy -> assertThat(policy).contains(":dead"));
    Message message =
        clients
            .sqs()
            .receiveMessage(b -> b.queueUrl(work).messageAttributeNames("All"))
            .messages()
            .get(0);
    assertThat(message.body()).isEqualTo("kept é 🧬");
    assertThat(message.messageAttributes().get("n").stringValue()).isEqualTo("7");
    clients.sqs().deleteMessage(b -> b.queueUrl(work).receiptHandle(message.receiptHandle()));
    assertThat(clients.sqs().listQueues().queueUrls()).noneMatch(url -> url.endsWith("/gone"));
    assertThat(clients.drain(clients.createQueue("purged"))).isEmpty();

    clients
        .sns()
        .publish(b -> b.topicArn("arn:aws:sns:us-east-1:000000000000:topic").message("by topic"));
    assertThat(clients.drain(work)).containsExactly("by topic");
  }

  private static Set<String> keysOfEvents(Clients clients) {
    String queue = clients.sqs().getQueueUrl(b -> b.queueName("objects-queue")).queueUrl();
    Set<String> keys = new HashSet<>();
    clients.drainJson(queue).forEach(e -> keys.add(e.at("/detail/object/key").asText()));
    return keys;
  }

  private static String lastSequencer(Clients clients, String key) {
    clients.s3().putObject(b -> b.bucket("data").key(key), RequestBody.fromString("x"));
    String queue = clients.sqs().getQueueUrl(b -> b.queueName("objects-queue")).queueUrl();
    return clients.drainJson(queue).stream()
        .filter(e -> e.at("/detail/object/key").asText().equals(key))
        .map(e -> e.at("/detail/object/sequencer").asText())
        .max(String::compareTo)
        .orElseThrow();
  }

  @Test
  void allIsThereAgainAfterAStopOnAnotherPort() {
    int port;
    String sequencer;
    try (LocalAws aws = LocalAws.start(new LocalAwsSettings(directory, 0));
        Clients clients = Clients.of(aws.endpoint())) {
      port = aws.endpoint().getPort();
      populate(clients);
      assertThat(keysOfEvents(clients)).containsExactly("a é");
      sequencer = lastSequencer(clients, "again");
    }
    try (LocalAws aws = LocalAws.start(new LocalAwsSettings(directory, 0));
        Clients clients = Clients.of(aws.endpoint())) {
      assertThere(clients);
      assertThat(lastSequencer(clients, "again")).isGreaterThan(sequencer);
      assertThat(aws.endpoint().getPort()).isNotEqualTo(port);
    }
  }

  @Test
  void allIsThereAgainAfterAKill() throws Exception {
    Path answered = directory.resolve("answered");
    try (ChildJvm child = ChildJvm.start(Victim.class, directory.toString(), answered.toString())) {
      child.awaitReady();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Files.exists(answered) && Files.readAllLines(answered).size() > 20);
      child.kill();
    }
    List<String> keys = Files.readAllLines(answered);
    try (LocalAws aws = LocalAws.start(new LocalAwsSettings(directory, 0));
        Clients clients = Clients.of(aws.endpoint())) {
      assertThere(clients);
      // Whatever was answered to the client is an object and an event.
      assertThat(keysOfEvents(clients)).contains("a é").containsAll(keys);
      keys.forEach(key -> clients.s3().headObject(b -> b.bucket("data").key(key)));
    }
  }

  @Test
  void aDirectoryInUseByAnotherProcessIsRefused() throws Exception {
    Path answered = directory.resolve("answered");
    try (ChildJvm child = ChildJvm.start(Victim.class, directory.toString(), answered.toString())) {
      child.awaitReady();
      assertThatThrownBy(() -> LocalAws.start(new LocalAwsSettings(directory, 0)))
          .isInstanceOf(LocalAwsException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("in use by another running instance");
      child.kill();
    }
  }
}
