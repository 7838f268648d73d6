package io.bindery.bench.measure;

import io.bindery.platform.aws.AwsClients;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sns.SnsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** The AWS of a node that is handed its work by the benchmark: empty queues, no topics. */
public final class InProcessAws {
  private InProcessAws() {}

  /** Without objects. */
  public static AwsClients with(EventBridgeAsyncClient bus) {
    return with(new NoObjects(), bus);
  }

  public static AwsClients with(S3AsyncClient s3, EventBridgeAsyncClient bus) {
    return new AwsClients(s3, new EmptyQueues(), new NoTopics(), bus);
  }

  /** With queues, without objects. */
  public static AwsClients with(SqsAsyncClient sqs, EventBridgeAsyncClient bus) {
    return new AwsClients(new NoObjects(), sqs, new NoTopics(), bus);
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
