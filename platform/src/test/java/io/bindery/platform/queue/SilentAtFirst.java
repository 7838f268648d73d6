package io.bindery.platform.queue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** A client that never answers the first receive calls, as a connection that hangs. */
final class SilentAtFirst implements SqsAsyncClient {
  final List<CompletableFuture<ReceiveMessageResponse>> unanswered = new CopyOnWriteArrayList<>();
  private final SqsAsyncClient sqs;
  private final AtomicInteger silentCalls;

  SilentAtFirst(SqsAsyncClient sqs, int silentCalls) {
    this.sqs = sqs;
    this.silentCalls = new AtomicInteger(silentCalls);
  }

  @Override
  public CompletableFuture<ReceiveMessageResponse> receiveMessage(ReceiveMessageRequest request) {
    if (silentCalls.getAndDecrement() > 0) {
      var never = new CompletableFuture<ReceiveMessageResponse>();
      unanswered.add(never);
      return never;
    }
    return sqs.receiveMessage(request);
  }

  @Override
  public CompletableFuture<DeleteMessageBatchResponse> deleteMessageBatch(
      DeleteMessageBatchRequest request) {
    return sqs.deleteMessageBatch(request);
  }

  @Override
  public CompletableFuture<ChangeMessageVisibilityBatchResponse> changeMessageVisibilityBatch(
      ChangeMessageVisibilityBatchRequest request) {
    return sqs.changeMessageVisibilityBatch(request);
  }

  @Override
  public String serviceName() {
    return sqs.serviceName();
  }

  @Override
  public void close() {}
}
