package io.bindery.platform.queue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** Knows how many receive calls are open, and were at once. */
final class CountedReceives implements SqsAsyncClient {
  final AtomicInteger calls = new AtomicInteger();
  final AtomicInteger most = new AtomicInteger();
  private final SqsAsyncClient sqs;
  private final AtomicInteger open = new AtomicInteger();

  CountedReceives(SqsAsyncClient sqs) {
    this.sqs = sqs;
  }

  @Override
  public CompletableFuture<ReceiveMessageResponse> receiveMessage(ReceiveMessageRequest request) {
    calls.incrementAndGet();
    most.accumulateAndGet(open.incrementAndGet(), Math::max);
    var call = sqs.receiveMessage(request);
    var answer = new CompletableFuture<ReceiveMessageResponse>();
    var unused =
        call.whenComplete(
            (reply, failure) -> {
              open.decrementAndGet();
              if (failure == null) {
                answer.complete(reply);
              } else {
                answer.completeExceptionally(failure);
              }
            });
    return answer;
  }

  @Override
  public CompletableFuture<DeleteMessageBatchResponse> deleteMessageBatch(
      DeleteMessageBatchRequest request) {
    return sqs.deleteMessageBatch(request);
  }

  @Override
  public String serviceName() {
    return sqs.serviceName();
  }

  @Override
  public void close() {}
}
