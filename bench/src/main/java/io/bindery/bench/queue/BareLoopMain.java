package io.bindery.bench.queue;

import io.bindery.bench.child.Parent;
import io.bindery.bench.measure.Cpu;
import io.bindery.service.logging.Logging;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The limit: receives and deletes, and does nothing else. Each of its loops deletes what a call
 * brought while its next call is under way. It answers each line with the processor seconds that it
 * has taken.
 */
public final class BareLoopMain {
  private static final int FAILED = 1;

  private final SqsAsyncClient sqs;
  private final String queue;

  private BareLoopMain(SqsAsyncClient sqs, String queue) {
    this.sqs = sqs;
    this.queue = queue;
  }

  /**
   * Runs the loops.
   *
   * @param arguments the address of SQS, the queue's URL, and how many calls are open at once
   */
  public static void main(String[] arguments) {
    Parent.serve(
        () -> {
          Logging.errorsOnly();
          var loop = new BareLoopMain(Clients.sqs(arguments[0]), arguments[1]);
          for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            loop.next(CompletableFuture.completedFuture(null));
          }
          return line -> Double.toString(Cpu.seconds());
        });
  }

  /** Goes on when the call has ended and what the call before it brought is deleted. */
  private void next(CompletableFuture<?> deleted) {
    var unused =
        sqs.receiveMessage(
                request ->
                    request
                        .queueUrl(queue)
                        .maxNumberOfMessages(Clients.BATCH)
                        .waitTimeSeconds((int) Clients.LONG_POLL.toSeconds())
                        .visibilityTimeout((int) Clients.VISIBILITY.toSeconds()))
            .thenCombine(deleted, (received, done) -> received.messages())
            .whenComplete(
                (messages, failure) -> {
                  if (failure == null) {
                    next(delete(messages));
                  } else {
                    failure.printStackTrace();
                    Runtime.getRuntime().halt(FAILED);
                  }
                });
  }

  private CompletableFuture<?> delete(List<Message> messages) {
    if (messages.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return sqs.deleteMessageBatch(
        request -> request.queueUrl(queue).entries(Clients.entries(messages)));
  }
}
