package io.bindery.bench.router;

import io.bindery.bench.load.Load;
import io.bindery.bench.load.Notice;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import io.bindery.bench.measure.Until;
import io.bindery.localaws.LocalAws;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * The whole way: notices in an SQS queue, received, parsed, recorded, deleted, and every batch
 * announced. The SQS of this process, an ElasticMQ, takes its share of the processor.
 */
final class ThroughSqs {
  private static final Rule RULE = new Rule(20, Duration.ofMinutes(5));
  private static final Load.Shape SHAPE = Load.Shape.zipf(100);

  /** SQS takes so many in one call. */
  private static final int SEND_BATCH = 10;

  private ThroughSqs() {}

  /** Messages a second, from the first receive until the queue is empty and all is deleted. */
  static double run(BenchDatabase database, int messages, long seed) {
    // The user's own credentials have no business at a stand-in.
    System.setProperty("aws.accessKeyId", "local");
    System.setProperty("aws.secretAccessKey", "local");
    try (var local = LocalAws.startTemporary()) {
      var aws = new AwsClients(new AwsSettings(local.region(), Optional.of(local.endpoint())));
      var sqs = aws.sqs();
      var queue = sqs.createQueue(r -> r.queueName("notices")).join().queueUrl();
      var dead = sqs.createQueue(r -> r.queueName("dead")).join().queueUrl();
      var load = new Load(SHAPE, seed, "sqs");
      // What is compiled during the first hundreds is not what is looked at.
      send(sqs, queue, load, messages / 5);
      Map<String, Object> settings = new HashMap<>();
      settings.put("bindery.router.queue.url", queue);
      settings.put("bindery.router.queue.dead-letter-url", dead);
      settings.put("bindery.router.queue.long-poll", "1s");
      var node = BenchNode.start(database, aws, RULE, settings);
      try {
        awaitEmpty(sqs, queue);
        // They are received while they are sent: the rate is that of the slower side.
        long start = System.nanoTime();
        send(sqs, queue, load, messages);
        awaitEmpty(sqs, queue);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (!isEmpty(sqs, dead)) {
          throw new BenchException("Notices were rejected");
        }
        return messages / seconds;
      } finally {
        node.close();
      }
    }
  }

  private static void awaitEmpty(SqsAsyncClient sqs, String queue) {
    Until.holds("the queue to be empty", () -> isEmpty(sqs, queue));
  }

  private static boolean isEmpty(SqsAsyncClient sqs, String queue) {
    return sqs
        .getQueueAttributes(
            r ->
                r.queueUrl(queue)
                    .attributeNames(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .join()
        .attributes()
        .values()
        .stream()
        .allMatch("0"::equals);
  }

  private static void send(SqsAsyncClient sqs, String queue, Load load, int messages) {
    var sent = new ArrayList<CompletableFuture<?>>();
    for (int from = 0; from < messages; from += SEND_BATCH) {
      var entries = new ArrayList<SendMessageBatchRequestEntry>();
      for (int i = from; i < Math.min(from + SEND_BATCH, messages); i++) {
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id("m" + i)
                .messageBody(Notice.of(load.next()))
                .build());
      }
      sent.add(sqs.sendMessageBatch(r -> r.queueUrl(queue).entries(entries)));
      if (sent.size() % 8 == 0) {
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        sent.clear();
      }
    }
    CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
  }
}
