package io.bindery.platform.deadletter;

import io.bindery.platform.aws.QueueReceipts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/**
 * Goes through a queue once. SQS cannot be looked into: a message is seen only by receiving it,
 * which hides it from others for a while. So each is hidden for {@value #HIDDEN_SECONDS} s, and all
 * that stay are made visible again at the end. A walk is bounded in messages and time; it holds ten
 * messages at once, and no more of the others than their receipts.
 */
final class QueueWalk {
  static final int HIDDEN_SECONDS = 60;

  private static final int RECEIVED_AT_ONCE = 10;
  private static final int LONGEST_WALK_SECONDS = 30;
  private static final int MOST_MESSAGES = 5_000;

  /** A long poll asks all servers of SQS, so that an empty answer means an empty queue. */
  private static final int WAIT_SECONDS = 1;

  /** Sees the messages, each once. */
  interface Visitor {
    /**
     * Does something with one.
     *
     * @return whether it has left the queue
     */
    CompletionStage<Boolean> visit(Message message);

    /** Whether nothing more is wanted. */
    boolean isDone();
  }

  private final SqsAsyncClient sqs;
  private final String url;
  private final Visitor visitor;
  private final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WALK_SECONDS);
  private final Set<String> seen = new HashSet<>();
  private final List<String> staying = new ArrayList<>();

  QueueWalk(SqsAsyncClient sqs, String url, Visitor visitor) {
    this.sqs = sqs;
    this.url = url;
    this.visitor = visitor;
  }

  /** Goes; whether all that could be seen was seen. */
  CompletionStage<Boolean> go() {
    return next()
        .handle((all, failure) -> putBack().thenApply(done -> all(all, failure)))
        .thenCompose(answer -> answer);
  }

  private static boolean all(Boolean all, Throwable failure) {
    if (failure instanceof RuntimeException known) {
      throw known;
    }
    if (failure != null) {
      throw new CompletionException(failure);
    }
    return all;
  }

  private CompletionStage<Boolean> next() {
    if (visitor.isDone() || seen.size() >= MOST_MESSAGES || System.nanoTime() - end > 0) {
      return CompletableFuture.completedFuture(false);
    }
    return sqs.receiveMessage(receive())
        .thenCompose(
            reply ->
                reply.messages().isEmpty()
                    ? CompletableFuture.completedFuture(true)
                    : visited(reply.messages()).thenCompose(done -> next()));
  }

  @SuppressWarnings("deprecation") // the name of today is not known to every server
  private ReceiveMessageRequest receive() {
    return ReceiveMessageRequest.builder()
        .queueUrl(url)
        .maxNumberOfMessages(RECEIVED_AT_ONCE)
        .visibilityTimeout(HIDDEN_SECONDS)
        .waitTimeSeconds(WAIT_SECONDS)
        .messageAttributeNames("All")
        .attributeNames(QueueAttributeName.ALL)
        .overrideConfiguration(
            call -> call.apiCallTimeout(Duration.ofSeconds(LONGEST_WALK_SECONDS)))
        .build();
  }

  private CompletionStage<Void> visited(List<Message> messages) {
    var visits = new ArrayList<CompletableFuture<?>>();
    for (var message : messages) {
      if (!seen.add(message.messageId()) || visitor.isDone()) {
        stays(false, message);
        continue;
      }
      visits.add(
          visitor
              .visit(message)
              .toCompletableFuture()
              .handle((gone, failure) -> failure == null && gone)
              .thenAccept(gone -> stays(gone, message)));
    }
    return CompletableFuture.allOf(visits.toArray(CompletableFuture[]::new));
  }

  private synchronized void stays(boolean gone, Message message) {
    if (!gone) {
      staying.add(message.receiptHandle());
    }
  }

  private synchronized CompletableFuture<Void> putBack() {
    return QueueReceipts.release(sqs, url, List.copyOf(staying));
  }
}
