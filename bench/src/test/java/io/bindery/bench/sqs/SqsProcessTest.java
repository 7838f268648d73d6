package io.bindery.bench.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.bench.measure.BenchException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

/** The stand-in, asked by the SDK's client, which checks the sums of bodies and attributes. */
class SqsProcessTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** What a client would break that does not quote and sum as SQS does. */
  private static final String HARD = "{\"a\": \"\\\\ \u00e9 \ud83d\ude00\",\n\t\"b\": 1}";

  @TempDir private static Path directory;
  private static SqsProcess server;
  private static SqsAsyncClient sqs;

  private String queue;
  private String url;

  @BeforeAll
  static void start() {
    server = SqsProcess.start(directory.resolve("sqs.log"));
    sqs =
        SqsAsyncClient.builder()
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            // The first call loads much, which takes long on a busy machine.
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .connectionTimeout(PATIENCE)
                    .connectionAcquisitionTimeout(PATIENCE))
            .build();
  }

  @AfterAll
  static void stop() {
    sqs.close();
    server.close();
  }

  @BeforeEach
  void create(TestInfo test) {
    queue = test.getTestMethod().orElseThrow().getName();
    url = server.create(queue);
  }

  @Test
  void queuesAreFoundByTheirNames() {
    var made = sqs.createQueue(request -> request.queueName("made")).join().queueUrl();
    assertThat(URI.create(made).getPath()).isEqualTo("/000000000000/made");
    assertThat(sqs.getQueueUrl(request -> request.queueName("made")).join().queueUrl())
        .isEqualTo(made);
    refused(
        QueueDoesNotExistException.class,
        () -> sqs.getQueueUrl(request -> request.queueName("none")).join());
    refused(
        QueueDoesNotExistException.class,
        () -> sqs.receiveMessage(request -> request.queueUrl(url + "-none")).join());
  }

  @Test
  void whatIsSentArrivesWithItsAttributes() {
    var own =
        Map.of(
            "reason", MessageAttributeValue.builder().dataType("String").stringValue(HARD).build(),
            "bytes",
                MessageAttributeValue.builder()
                    .dataType("Binary")
                    .binaryValue(SdkBytes.fromUtf8String(HARD))
                    .build());
    var sent =
        sqs.sendMessage(
                request ->
                    request
                        .queueUrl(url)
                        .messageBody(HARD)
                        .messageAttributes(own)
                        .messageSystemAttributes(
                            Map.of(
                                MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                                MessageSystemAttributeValue.builder()
                                    .dataType("String")
                                    .stringValue("Root=1")
                                    .build())))
            .join();

    var bare = receive(request -> request.visibilityTimeout(0));
    assertThat(bare).hasSize(1);
    assertThat(bare.get(0).body()).isEqualTo(HARD);
    assertThat(bare.get(0).messageId()).isEqualTo(sent.messageId());
    assertThat(bare.get(0).attributes()).isEmpty();
    assertThat(bare.get(0).messageAttributes()).isEmpty();

    var all =
        receive(
            request ->
                request
                    .waitTimeSeconds(5)
                    .messageAttributeNames("All")
                    .messageSystemAttributeNames(
                        MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                        MessageSystemAttributeName.AWS_TRACE_HEADER));
    assertThat(all).hasSize(1);
    assertThat(all.get(0).messageAttributes()).isEqualTo(own);
    assertThat(all.get(0).attributes())
        .isEqualTo(
            Map.of(
                MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2",
                MessageSystemAttributeName.AWS_TRACE_HEADER, "Root=1"));
  }

  @Test
  void aReceiveWaitsForWhatComes() {
    var waiting =
        sqs.receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(20))
            .toCompletableFuture();
    // Its answer to a second call shows that the first one has arrived.
    assertThat(receive(request -> request.waitTimeSeconds(1))).isEmpty();
    assertThat(waiting).isNotDone();

    var unused = sqs.sendMessage(request -> request.queueUrl(url).messageBody("now")).join();

    assertThat(waiting.join().messages()).extracting(Message::body).containsExactly("now");
  }

  @Test
  void whatIsReceivedIsHiddenFromOthers() {
    var unused = server.fill(new Filling(queue, 25, 3, 1, "hidden"));
    assertThat(counts()).containsExactly(25, 0);
    var first = receive(request -> request.maxNumberOfMessages(10).visibilityTimeout(600));
    assertThat(first).hasSize(10);
    assertThat(receive(request -> request.visibilityTimeout(600))).hasSize(1);
    assertThat(counts()).containsExactly(14, 11);
    var second = receive(request -> request.maxNumberOfMessages(10).visibilityTimeout(600));
    var third = receive(request -> request.maxNumberOfMessages(10).visibilityTimeout(600));
    assertThat(second).hasSize(10);
    assertThat(third).hasSize(4);
    assertThat(ids(first)).doesNotContainAnyElementsOf(ids(second));
    assertThat(receive(request -> request.maxNumberOfMessages(10))).isEmpty();
  }

  @Test
  void whatIsNotDeletedInTimeComesAgainAndTheReceiptOfBeforeDoesNotDeleteIt() {
    var unused = server.fill(new Filling(queue, 1, 1, 1, "again"));
    var before = receive(request -> request.visibilityTimeout(1));
    var again = receive(request -> request.waitTimeSeconds(20).visibilityTimeout(600));
    assertThat(ids(again)).isEqualTo(ids(before)).hasSize(1);
    delete(before);
    assertThat(counts()).containsExactly(0, 1);
    delete(again);
    assertThat(counts()).containsExactly(0, 0);
    // A client that has no answer deletes once more.
    delete(again);
  }

  @Test
  void howLongAMessageIsHiddenCanBeChanged() {
    var unused = server.fill(new Filling(queue, 2, 1, 1, "back"));
    var both = receive(request -> request.maxNumberOfMessages(10).visibilityTimeout(600));
    var spans = List.of(0, 1);
    var entries =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id("i" + i)
                        .receiptHandle(both.get(i).receiptHandle())
                        .visibilityTimeout(spans.get(i))
                        .build())
            .toList();
    var changed =
        sqs.changeMessageVisibilityBatch(request -> request.queueUrl(url).entries(entries)).join();
    assertThat(changed.successful()).hasSize(2);

    for (int i = 0; i < 2; i++) {
      var back = receive(request -> request.waitTimeSeconds(20).visibilityTimeout(600));
      assertThat(ids(back)).containsExactly(both.get(i).messageId());
    }
    // It was handed out again since.
    var refused =
        sqs.changeMessageVisibilityBatch(request -> request.queueUrl(url).entries(entries)).join();
    assertThat(refused.failed()).extracting(it -> it.id()).containsExactly("i0", "i1");
  }

  @Test
  void aFilledQueueHoldsNoticesAndSaysWhenItIsEmpty() throws Exception {
    var before = server.fill(new Filling(queue, 95, 100, 42, "notices"));
    assertThatThrownBy(() -> server.drained(queue, Duration.ZERO))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("95 messages are left");
    var keys = new HashSet<String>();
    var messages = receive(request -> request.maxNumberOfMessages(10));
    while (!messages.isEmpty()) {
      for (var message : messages) {
        var notice = new ObjectMapper().readTree(message.body());
        assertThat(notice.path("detail-type").asText()).isEqualTo("Object Created");
        keys.add(notice.path("detail").path("object").path("key").asText());
      }
      delete(messages);
      messages = receive(request -> request.maxNumberOfMessages(10));
    }
    assertThat(keys).hasSize(95);
    assertThat(server.drained(queue, PATIENCE)).isPositive();
    assertThat(counts()).containsExactly(0, 0);
    var usage = server.usage();
    assertThat(usage.cpuSeconds()).isGreaterThan(before.cpuSeconds());
    assertThat(usage.requests("DeleteMessageBatch"))
        .isEqualTo(before.requests("DeleteMessageBatch") + 10);
    assertThat(usage.all()).isGreaterThan(usage.requests("DeleteMessageBatch"));
  }

  @Test
  void answersComeLaterWhenTheQueueIsFarAway() {
    server.latency(Duration.ofMillis(300));
    try {
      long start = System.nanoTime();
      var calls =
          IntStream.range(0, 5)
              .mapToObj(i -> sqs.getQueueAttributes(request -> request.queueUrl(url)))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(calls).join();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(299));
    } finally {
      server.latency(Duration.ZERO);
    }
  }

  @Test
  void whatSqsRefusesIsRefused() {
    refused(
        ReceiptHandleIsInvalidException.class,
        () -> sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle("none")).join());
    var foreign = deletions(List.of(Message.builder().receiptHandle("none").build()));
    assertThat(sqs.deleteMessageBatch(it -> it.queueUrl(url).entries(foreign)).join().failed())
        .extracting(it -> it.code())
        .containsExactly("ReceiptHandleIsInvalid");
    var eleven =
        deletions(
            IntStream.range(0, 11)
                .mapToObj(i -> Message.builder().receiptHandle("r" + i).build())
                .toList());
    refused(
        TooManyEntriesInBatchRequestException.class,
        () -> sqs.deleteMessageBatch(request -> request.queueUrl(url).entries(eleven)).join());
    refused(SqsException.class, () -> receive(request -> request.maxNumberOfMessages(11)));
    refused(SqsException.class, () -> sqs.purgeQueue(request -> request.queueUrl(url)).join());
  }

  /** What waits, and what is hidden. */
  private List<Integer> counts() {
    var attributes =
        sqs.getQueueAttributes(
                request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
            .join()
            .attributes();
    assertThat(attributes.get(QueueAttributeName.QUEUE_ARN)).endsWith(":" + queue);
    return List.of(
        Integer.parseInt(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)),
        Integer.parseInt(
            attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)));
  }

  private List<Message> receive(Consumer<ReceiveMessageRequest.Builder> asked) {
    return sqs.receiveMessage(request -> asked.accept(request.queueUrl(url))).join().messages();
  }

  private void delete(List<Message> messages) {
    var deleted =
        sqs.deleteMessageBatch(request -> request.queueUrl(url).entries(deletions(messages)))
            .join();
    assertThat(deleted.failed()).isEmpty();
  }

  private static List<DeleteMessageBatchRequestEntry> deletions(List<Message> messages) {
    return IntStream.range(0, messages.size())
        .mapToObj(
            i ->
                DeleteMessageBatchRequestEntry.builder()
                    .id("i" + i)
                    .receiptHandle(messages.get(i).receiptHandle())
                    .build())
        .toList();
  }

  private static Set<String> ids(List<Message> messages) {
    var ids = new HashSet<String>();
    messages.forEach(message -> ids.add(message.messageId()));
    return ids;
  }

  private static void refused(Class<? extends SqsException> type, ThrowingCallable call) {
    assertThatThrownBy(call).hasCauseInstanceOf(type);
  }
}
