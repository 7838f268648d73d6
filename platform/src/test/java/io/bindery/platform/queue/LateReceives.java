package io.bindery.platform.queue;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** SQS hands messages out, and its answers are under way until they are let in. */
final class LateReceives implements SqsAsyncClient {
  private final SqsAsyncClient sqs;
  private final CompletableFuture<Void> in = new CompletableFuture<>();

  LateReceives(SqsAsyncClient sqs) {
    this.sqs = sqs;
  }

  void letIn() {
    in.complete(null);
  }

  @Override
  public CompletableFuture<ReceiveMessageResponse> receiveMessage(ReceiveMessageRequest request) {
    return sqs.receiveMessage(request).thenCombine(in, (answer, ready) -> answer);
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
