package io.bindery.bench.router;

import io.bindery.platform.aws.AwsClients;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sns.SnsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** The AWS of a node that is handed its events by the benchmark: empty queues, a counting bus. */
final class InProcessAws {
  private InProcessAws() {}

  static AwsClients with(Announcements announcements) {
    return new AwsClients(new NoObjects(), new EmptyQueues(), new NoTopics(), announcements);
  }

  private static final class EmptyQueues implements SqsAsyncClient {
    private final Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    @Override
    public CompletableFuture<ReceiveMessageResponse> receiveMessage(ReceiveMessageRequest request) {
      return CompletableFuture.supplyAsync(() -> ReceiveMessageResponse.builder().build(), later);
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }

  private static final class NoObjects implements S3AsyncClient {
    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }

  private static final class NoTopics implements SnsAsyncClient {
    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }
}
