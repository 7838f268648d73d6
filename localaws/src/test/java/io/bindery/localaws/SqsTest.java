package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

@ExtendWith(SharedAws.class)
class SqsTest {
  private final LocalAws aws;
  private final Clients clients;
  private final String name = "q-" + UUID.randomUUID();

  SqsTest(LocalAws aws, Clients clients) {
    this.aws = aws;
    this.clients = clients;
  }

  @Test
  void queueUrlsLeadToTheEndpoint() {
    String url = clients.createQueue(name);
    assertThat(url).isEqualTo(aws.endpoint() + "/000000000000/" + name);
    assertThat(clients.sqs().getQueueUrl(b -> b.queueName(name)).queueUrl()).isEqualTo(url);
    assertThat(clients.sqs().listQueues(b -> b.queueNamePrefix(name)).queueUrls())
        .containsExactly(url);
    assertThat(clients.arnOf(url)).isEqualTo("arn:aws:sqs:us-east-1:000000000000:" + name);
  }

  /** More than a server takes that lets a hundred wait to be connected. */
  @Test
  void manyCallsThatComeAtOnceAreAllAnswered() {
    String url = clients.createQueue(name);
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    List<CompletableFuture<HttpResponse<String>>> calls =
        IntStream.range(0, 600)
            .mapToObj(
                i ->
                    HttpRequest.newBuilder(aws.endpoint())
                        .header("X-Amz-Target", "AmazonSQS.SendMessage")
                        .header("Content-Type", "application/x-amz-json-1.0")
                        .POST(
                            HttpRequest.BodyPublishers.ofString(
                                "{\"QueueUrl\":\"%s\",\"MessageBody\":\"m%d\"}".formatted(url, i)))
                        .build())
            .map(request -> http.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
            .toList();
    assertThat(calls).allMatch(call -> call.join().statusCode() == 200);
    assertThat(
            clients
                .sqs()
                .getQueueAttributes(
                    b ->
                        b.queueUrl(url)
                            .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes())
        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "600");
  }

  @Test
  void aUrlWithTheHostAndPortOfAnEarlierStartWorks() {
    clients.createQueue(name);
    String old = "http://127.0.0.1:1/000000000000/" + name;
    clients.sqs().sendMessage(b -> b.queueUrl(old).messageBody("x"));
    assertThat(clients.drain(old)).containsExactly("x");
  }

  @Test
  void bodiesAndAttributesArriveAsSent() {
    String url = clients.createQueue(name);
    String body = "é 🧬 <&\"' \n\t end";
    Map<String, MessageAttributeValue> attributes =
        Map.of(
            "text", MessageAttributeValue.builder().dataType("String").stringValue("ü").build(),
            "number", MessageAttributeValue.builder().dataType("Number").stringValue("7").build(),
            "bytes",
                MessageAttributeValue.builder()
                    .dataType("Binary")
                    .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1, 7}))
                    .build());
    clients.sqs().sendMessage(b -> b.queueUrl(url).messageBody(body).messageAttributes(attributes));
    Message message =
        clients
            .sqs()
            .receiveMessage(b -> b.queueUrl(url).messageAttributeNames("All"))
            .messages()
            .get(0);
    assertThat(message.body()).isEqualTo(body);
    assertThat(message.messageAttributes()).isEqualTo(attributes);
  }

  @Test
  void batchesAreSentAndDeleted() {
    String url = clients.createQueue(name);
    List<SendMessageBatchRequestEntry> entries =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    SendMessageBatchRequestEntry.builder().id("m" + i).messageBody("b" + i).build())
            .toList();
    assertThat(clients.sqs().sendMessageBatch(b -> b.queueUrl(url).entries(entries)).successful())
        .hasSize(10);
    List<Message> messages =
        clients.sqs().receiveMessage(b -> b.queueUrl(url).maxNumberOfMessages(10)).messages();
    List<DeleteMessageBatchRequestEntry> deletes =
        messages.stream()
            .map(
                m ->
                    DeleteMessageBatchRequestEntry.builder()
                        .id(m.messageId())
                        .receiptHandle(m.receiptHandle())
                        .build())
            .toList();
    assertThat(clients.sqs().deleteMessageBatch(b -> b.queueUrl(url).entries(deletes)).successful())
        .hasSize(10);
    assertThat(count(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)).isZero();
  }

  @Test
  void aMessageComesBackWhenItsVisibilityEnds() {
    String url = clients.createQueue(name);
    clients.sqs().sendMessage(b -> b.queueUrl(url).messageBody("again"));
    Message first =
        clients.sqs().receiveMessage(b -> b.queueUrl(url).visibilityTimeout(60)).messages().get(0);
    assertThat(clients.sqs().receiveMessage(b -> b.queueUrl(url)).messages()).isEmpty();
    clients
        .sqs()
        .changeMessageVisibility(
            b -> b.queueUrl(url).receiptHandle(first.receiptHandle()).visibilityTimeout(0));
    assertThat(clients.sqs().receiveMessage(b -> b.queueUrl(url).waitTimeSeconds(5)).messages())
        .extracting(Message::body)
        .containsExactly("again");
  }

  @Test
  void aMessageReceivedTooOftenGoesToTheDeadLetterQueue() {
    String dead = clients.createQueue(name + "-dead");
    String url =
        clients
            .sqs()
            .createQueue(
                b ->
                    b.queueName(name)
                        .attributes(
                            Map.of(
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"deadLetterTargetArn\":\""
                                    + clients.arnOf(dead)
                                    + "\",\"maxReceiveCount\":\"2\"}",
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                "0")))
            .queueUrl();
    clients.sqs().sendMessage(b -> b.queueUrl(url).messageBody("poison"));
    for (int i = 0; i < 2; i++) {
      assertThat(clients.sqs().receiveMessage(b -> b.queueUrl(url).waitTimeSeconds(2)).messages())
          .hasSize(1);
    }
    assertThat(clients.sqs().receiveMessage(b -> b.queueUrl(url)).messages()).isEmpty();
    assertThat(clients.sqs().receiveMessage(b -> b.queueUrl(dead).waitTimeSeconds(5)).messages())
        .extracting(Message::body)
        .containsExactly("poison");
  }

  @Test
  void aLongPollEndsWhenAMessageComes() throws Exception {
    String url = clients.createQueue(name);
    Thread sender =
        new Thread(() -> clients.sqs().sendMessage(b -> b.queueUrl(url).messageBody("at last")));
    long start = System.nanoTime();
    sender.start();
    assertThat(clients.sqs().receiveMessage(b -> b.queueUrl(url).waitTimeSeconds(20)).messages())
        .hasSize(1);
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(15);
    sender.join();
  }

  @Test
  void aPurgedQueueIsEmpty() {
    String url = clients.createQueue(name);
    clients.sqs().sendMessage(b -> b.queueUrl(url).messageBody("x"));
    clients.sqs().purgeQueue(b -> b.queueUrl(url));
    assertThat(clients.drain(url)).isEmpty();
  }

  @Test
  void aQueueThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> clients.sqs().getQueueUrl(b -> b.queueName(name)))
        .isInstanceOf(QueueDoesNotExistException.class);
  }

  private int count(String url, QueueAttributeName attribute) {
    return Integer.parseInt(
        clients
            .sqs()
            .getQueueAttributes(b -> b.queueUrl(url).attributeNames(attribute))
            .attributes()
            .get(attribute));
  }
}
