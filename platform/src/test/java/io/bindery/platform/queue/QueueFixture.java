package io.bindery.platform.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.LocalAws;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Queues of a local SQS, and what consumers of them need. */
final class QueueFixture implements AutoCloseable {
  /** SQS takes no more in one call. */
  static final int BATCH = 10;

  final SqsAsyncClient sqs;
  final ActorTestKit kit;
  private final LocalAws aws;
  private final AtomicInteger number = new AtomicInteger();

  QueueFixture() {
    aws = LocalAws.startTemporary();
    sqs =
        SqsAsyncClient.builder()
            .endpointOverride(aws.endpoint())
            .region(Region.of(aws.region()))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .maxConcurrency(200)
                    .connectionAcquisitionTimeout(Duration.ofMinutes(1)))
            .build();
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
    sqs.close();
    aws.close();
  }

  /** A consumer whose handler is there at once and always. */
  QueueConsumer start(
      SqsAsyncClient client, QueueSettings settings, String name, QueueHandler handler) {
    var there = CompletableFuture.completedFuture(Done.done());
    return QueueConsumer.start(kit.system(), client, settings, name, handler, there, () -> there);
  }

  String arn(String url) {
    return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
        .join()
        .attributes()
        .get(QueueAttributeName.QUEUE_ARN);
  }

  /** Patient: the other tests run at the same time, and others on the same machine. */
  static ConditionFactory eventually() {
    return await().atMost(Duration.ofMinutes(2));
  }

  /** A busy machine is not taken for a stall: a receiver that starts again loses what it holds. */
  QueueSettings queue(Duration visibility) {
    return queue(visibility, Duration.ofMinutes(2));
  }

  QueueSettings queue(Duration visibility, Duration stallTimeout) {
    var name = "queue-" + number.incrementAndGet();
    var url = sqs.createQueue(r -> r.queueName(name)).join().queueUrl();
    var dead = sqs.createQueue(r -> r.queueName(name + "-dead")).join().queueUrl();
    return new QueueSettings(
        url,
        dead,
        2,
        Duration.ofSeconds(1),
        stallTimeout,
        visibility,
        Duration.ofSeconds(1),
        Duration.ofMillis(20),
        50,
        4,
        1 << 20);
  }

  void send(QueueSettings settings, String body) {
    sqs.sendMessage(r -> r.queueUrl(settings.url()).messageBody(body)).join();
  }

  void sendAll(QueueSettings settings, int messages) {
    for (int from = 0; from < messages; from += BATCH) {
      var entries =
          IntStream.range(from, Math.min(from + BATCH, messages))
              .mapToObj(i -> SendMessageBatchRequestEntry.builder().id("" + i).messageBody("m" + i))
              .map(SendMessageBatchRequestEntry.Builder::build)
              .toList();
      var answer = sqs.sendMessageBatch(r -> r.queueUrl(settings.url()).entries(entries)).join();
      assertThat(answer.failed()).isEmpty();
    }
  }

  /** Messages in the queue, hidden ones included. */
  int left(String url) {
    return counted(
        url,
        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
  }

  int visible(String url) {
    return counted(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
  }

  private int counted(String url, QueueAttributeName... counts) {
    return sqs
        .getQueueAttributes(r -> r.queueUrl(url).attributeNames(counts))
        .join()
        .attributes()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }
}
