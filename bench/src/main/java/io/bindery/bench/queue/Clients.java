package io.bindery.bench.queue;

import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** The client that all contestants have: the SDK's, with Bindery's own connections. */
final class Clients {
  static final String REGION = "us-east-1";

  /** SQS hands out at most this many messages in one call, and deletes as many. */
  static final int BATCH = 10;

  /** As in the shipped settings. */
  static final Duration LONG_POLL = Duration.ofSeconds(20);

  static final Duration VISIBILITY = Duration.ofSeconds(30);

  private Clients() {}

  static SqsAsyncClient sqs(String endpoint) {
    return new AwsClients(new AwsSettings(REGION, Optional.of(URI.create(endpoint)))).sqs();
  }

  /** Of a call that deletes messages. */
  static List<DeleteMessageBatchRequestEntry> entries(List<Message> messages) {
    return IntStream.range(0, messages.size())
        .mapToObj(
            i ->
                DeleteMessageBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .receiptHandle(messages.get(i).receiptHandle())
                    .build())
        .toList();
  }
}
