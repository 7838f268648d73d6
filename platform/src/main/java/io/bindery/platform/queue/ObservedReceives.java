package io.bindery.platform.queue;

import akka.Done;
import io.bindery.platform.health.Part;
import io.bindery.platform.look.Refusals;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** The receive calls of one receiver, which makes one at a time, and when one last ended. */
final class ObservedReceives implements SqsAsyncClient {
  private final SqsAsyncClient sqs;
  private final Consumer<List<Message>> received;
  private final Part part;
  private volatile long lastEnd = System.nanoTime();

  /** The client's own, which can be cancelled, and what follows it. */
  private volatile CompletableFuture<ReceiveMessageResponse> underWay =
      CompletableFuture.completedFuture(null);

  private volatile CompletableFuture<ReceiveMessageResponse> observed = underWay;
  private volatile boolean kept;

  /**
   * @param received is told of what each call brings, before anybody else
   * @param part how it is with the queue, which is told of the end of each call
   */
  ObservedReceives(SqsAsyncClient sqs, Consumer<List<Message>> received, Part part) {
    this.part = part;
    this.sqs = sqs;
    this.received = received;
  }

  @Override
  public CompletableFuture<ReceiveMessageResponse> receiveMessage(ReceiveMessageRequest request) {
    var call = sqs.receiveMessage(request);
    underWay = call;
    observed =
        call.whenComplete(
            (reply, failure) -> {
              lastEnd = System.nanoTime();
              if (failure == null) {
                part.good();
                received.accept(reply.messages());
              } else if (!call.isCancelled()) {
                Refusals.use(failure, "sqs:ReceiveMessage").ifPresent(part::failed);
              }
            });
    return observed;
  }

  /** As {@link System#nanoTime()} counts; when it was made, if none has ended yet. */
  long lastEnd() {
    return lastEnd;
  }

  /** Gives back the connection of a call that is not answered, unless it is kept. */
  void abandon() {
    if (!kept) {
      underWay.cancel(true);
    }
  }

  /**
   * Soon nobody waits for the call under way any more. It is kept all the same: SQS might hand out
   * messages to it, and hide them from others.
   */
  void keep() {
    kept = true;
  }

  /** Done when the call under way has ended, or has taken longer than that and is abandoned. */
  CompletableFuture<?> end(Duration patience) {
    var call = underWay;
    return observed
        .handle((reply, failure) -> Done.done())
        .completeOnTimeout(Done.done(), patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((done, failure) -> call.cancel(true));
  }

  @Override
  public String serviceName() {
    return sqs.serviceName();
  }

  /** The client belongs to others. */
  @Override
  public void close() {}
}
