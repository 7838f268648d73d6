package io.bindery.platform.queue;

import java.time.Duration;
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
  private static final Duration SLOW = Duration.ofSeconds(3);

  final List<CompletableFuture<ReceiveMessageResponse>> unanswered = new CopyOnWriteArrayList<>();
  private final SqsAsyncClient sqs;
  private final AtomicInteger silentCalls;
  private final AtomicInteger slowCalls = new AtomicInteger();

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
    long begun = System.nanoTime();
    return sqs.receiveMessage(request)
        .whenComplete(
            (answer, failure) -> {
              if (System.nanoTime() - begun > SLOW.toNanos()) {
                slowCalls.incrementAndGet();
              }
            });
  }

  /** How many of the others the machine let wait for long: each may have been taken for a stall. */
  int slowCalls() {
    return slowCalls.get();
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
