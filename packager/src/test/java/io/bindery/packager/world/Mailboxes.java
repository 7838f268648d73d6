package io.bindery.packager.world;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.platform.aws.AwsClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The queues of a world: descriptions, dead letters, package events, notices of failures. */
final class Mailboxes {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AwsClients aws;
  final String descriptions;
  final String deadLetters;
  final String events;
  final String notices;
  final String bus = LocalServices.unique("bus");
  final String topic;

  Mailboxes(AwsClients aws) {
    this.aws = aws;
    descriptions = newQueue("descriptions");
    deadLetters = newQueue("dead");
    events = newQueue("events");
    notices = newQueue("notices");
    topic =
        aws.sns()
            .createTopic(request -> request.name(LocalServices.unique("failures")))
            .join()
            .topicArn();
    route();
    subscribe();
  }

  private void route() {
    aws.eventBridge().createEventBus(request -> request.name(bus)).join();
    aws.eventBridge()
        .putRule(
            request ->
                request
                    .name("revisions")
                    .eventBusName(bus)
                    .eventPattern("{\"detail-type\": [\"package-revision\"]}"))
        .join();
    var target = Target.builder().id("queue").arn(arn(events)).build();
    aws.eventBridge()
        .putTargets(request -> request.rule("revisions").eventBusName(bus).targets(target))
        .join();
  }

  private void subscribe() {
    aws.sns()
        .subscribe(
            request ->
                request
                    .topicArn(topic)
                    .protocol("sqs")
                    .endpoint(arn(notices))
                    .attributes(Map.of("RawMessageDelivery", "true")))
        .join();
  }

  String arn(String url) {
    return aws.sqs()
        .getQueueAttributes(
            request -> request.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
        .join()
        .attributes()
        .get(QueueAttributeName.QUEUE_ARN);
  }

  String newQueue(String name) {
    return aws.sqs()
        .createQueue(request -> request.queueName(LocalServices.unique(name)))
        .join()
        .queueUrl();
  }

  void send(String description) {
    aws.sqs().sendMessage(it -> it.queueUrl(descriptions).messageBody(description)).join();
  }

  Message next(String url) {
    var found = new ArrayList<Message>();
    await().atMost(PATIENCE).until(() -> found.addAll(receive(url, 1)));
    var message = found.get(0);
    aws.sqs()
        .deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()))
        .join();
    return message;
  }

  List<Message> take(String url) {
    var found = receive(url, 1);
    found.forEach(
        message ->
            aws.sqs()
                .deleteMessage(
                    request -> request.queueUrl(url).receiptHandle(message.receiptHandle()))
                .join());
    return found;
  }

  List<Message> receive(String url, int seconds) {
    return aws.sqs()
        .receiveMessage(
            request ->
                request
                    .queueUrl(url)
                    .maxNumberOfMessages(1)
                    .messageAttributeNames("All")
                    .waitTimeSeconds(seconds))
        .join()
        .messages();
  }

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
