package io.bindery.platform.queue;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** The receive calls of one receiver, which makes one at a time, and when one last ended. */
final class ObservedReceives implements SqsAsyncClient {
  private final SqsAsyncClient sqs;
  private volatile long lastEnd = System.nanoTime();
  private volatile CompletableFuture<ReceiveMessageResponse> underWay =
      CompletableFuture.completedFuture(null);

  ObservedReceives(SqsAsyncClient sqs) {
    this.sqs = sqs;
  }

  @Override
  public CompletableFuture<ReceiveMessageResponse> receiveMessage(ReceiveMessageRequest request) {
    var call = sqs.receiveMessage(request);
    underWay = call;
    return call.whenComplete((reply, failure) -> lastEnd = System.nanoTime());
  }

  /** As {@link System#nanoTime()} counts; when it was made, if none has ended yet. */
  long lastEnd() {
    return lastEnd;
  }

  /** Gives back the connection of a call that is not answered. */
  void abandon() {
    underWay.cancel(true);
  }

  @Override
  public String serviceName() {
    return sqs.serviceName();
  }

  /** The client belongs to others. */
  @Override
  public void close() {}
}
