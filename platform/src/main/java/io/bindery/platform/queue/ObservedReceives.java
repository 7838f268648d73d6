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

/**
 * The receive calls of one receiver, which makes one at a time when it has a place for it and is
 * permitted, and since when it is silent.
 */
final class ObservedReceives implements SqsAsyncClient {
  /** One receive call. */
  private static final class Call {
    /** What the receiver waits for. */
    private final CompletableFuture<ReceiveMessageResponse> answer = new CompletableFuture<>();

    /** The client's own, which can be cancelled; absent while it is not permitted. */
    private volatile CompletableFuture<ReceiveMessageResponse> made;

    private volatile long since;

    boolean waits() {
      return made == null && !answer.isDone();
    }

    void cancel() {
      var call = made;
      answer.cancel(true);
      if (call != null) {
        call.cancel(true);
      }
    }
  }

  private final SqsAsyncClient sqs;
  private final Circuit circuit;
  private final OpenReceives open;
  private final Consumer<List<Message>> received;
  private final Part part;
  private volatile long lastEnd = System.nanoTime();
  private volatile Call underWay = new Call();
  private volatile boolean kept;

  /**
   * @param received is told of what each call brings, before anybody else
   * @param part how it is with the queue, which is told of the end of each call
   */
  ObservedReceives(
      SqsAsyncClient sqs,
      Circuit circuit,
      OpenReceives open,
      Consumer<List<Message>> received,
      Part part) {
    this.part = part;
    this.sqs = sqs;
    this.circuit = circuit;
    this.open = open;
    this.received = received;
    underWay.answer.complete(ReceiveMessageResponse.builder().build());
  }

  @Override
  public CompletableFuture<ReceiveMessageResponse> receiveMessage(ReceiveMessageRequest request) {
    var call = new Call();
    underWay = call;
    open.place().thenAccept(place -> circuit.permit().thenRun(() -> make(call, place, request)));
    return call.answer;
  }

  private void make(Call call, OpenReceives.Place place, ReceiveMessageRequest request) {
    if (call.answer.isDone()) {
      // Its receiver has gone meanwhile.
      circuit.broughtNothing();
      place.givenUp();
      return;
    }
    call.since = System.nanoTime();
    place.made();
    var made = asked(request);
    call.made = made;
    var unused =
        made.whenComplete(
            (reply, failure) -> {
              lastEnd = System.nanoTime();
              if (failure != null || reply.messages().isEmpty()) {
                circuit.broughtNothing();
              }
              if (failure == null) {
                part.good();
                received.accept(reply.messages());
                place.brought(reply.messages().size());
                call.answer.complete(reply);
              } else {
                place.givenUp();
                if (!made.isCancelled()) {
                  Refusals.use(failure, "sqs:ReceiveMessage").ifPresent(part::failed);
                }
                call.answer.completeExceptionally(failure);
              }
            });
  }

  private CompletableFuture<ReceiveMessageResponse> asked(ReceiveMessageRequest request) {
    try {
      return sqs.receiveMessage(request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Since when this receiver is silent, as {@link System#nanoTime()} counts: since its last call
   * ended, or a call began that is not answered yet. While it waits for its place, or is not
   * permitted, it is not silent: at an empty queue its turn may come later than a stall would.
   */
  long silentSince() {
    var call = underWay;
    if (call.waits()) {
      return System.nanoTime();
    }
    boolean asks = call.made != null && call.since - lastEnd > 0;
    return asks ? call.since : lastEnd;
  }

  /** Whether a call has gone on since before that moment. */
  boolean isUnansweredSince(long moment) {
    var call = underWay;
    return call.made != null && !call.answer.isDone() && call.since - moment < 0;
  }

  /** Gives back the connection of a call that is not answered, unless it is kept. */
  void abandon() {
    if (!kept || underWay.waits()) {
      underWay.cancel();
    }
  }

  /**
   * Soon nobody waits for the call under way any more. It is kept all the same: SQS might hand out
   * messages to it, and hide them from others.
   */
  void keep() {
    kept = true;
  }

  /**
   * Done when the call under way has ended, or has taken longer than that. It is left alone then:
   * what is cut off at this end may still bring messages that are hidden from all.
   */
  CompletableFuture<?> end(Duration patience) {
    var call = underWay;
    if (call.waits()) {
      call.cancel();
    }
    return call.answer
        .handle((reply, failure) -> Done.done())
        .completeOnTimeout(Done.done(), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public String serviceName() {
    return sqs.serviceName();
  }

  /** The client belongs to others. */
  @Override
  public void close() {}
}
