package io.bindery.service.shadow;

import io.bindery.platform.aws.QueueReceipts;
import io.bindery.platform.failure.Causes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * A queue of events, read without taking anything out of it: each message is hidden until all were
 * read, and then visible again.
 */
public final class EventQueue {
  private static final int BATCH = 10;
  private static final int WAIT_SECONDS = 2;
  private static final int HIDDEN_SECONDS = 600;

  /** A single empty answer does not say that a queue is empty. */
  private static final int EMPTY_ANSWERS = 2;

  /** SQS keeps at most 120,000 messages hidden. */
  private static final int MAX_MESSAGES = 100_000;

  private final SqsAsyncClient sqs;
  private final String url;
  private final List<Message> messages = new ArrayList<>();

  private EventQueue(SqsAsyncClient sqs, String url) {
    this.sqs = sqs;
    this.url = url;
  }

  /**
   * Reads every message that is visible.
   *
   * @throws ShadowException if the queue cannot be read, or has a message that is not an event
   */
  public static Heard read(SqsAsyncClient sqs, String url) {
    var queue = new EventQueue(sqs, url);
    try {
      queue.receiveAll();
      var heard = new Heard();
      var seen = new HashSet<String>();
      for (var message : queue.messages) {
        if (seen.add(message.messageId())) {
          heard.add(message.body(), "Message %s of %s".formatted(message.messageId(), url));
        }
      }
      return heard;
    } catch (SdkException | CompletionException e) {
      throw new ShadowException(
          "Queue %s cannot be read: %s".formatted(url, Causes.of(e).getMessage()), e);
    } finally {
      queue.putBack();
    }
  }

  private void receiveAll() {
    int empty = 0;
    while (empty < EMPTY_ANSWERS) {
      var some =
          sqs.receiveMessage(
                  r ->
                      r.queueUrl(url)
                          .maxNumberOfMessages(BATCH)
                          .waitTimeSeconds(WAIT_SECONDS)
                          .visibilityTimeout(HIDDEN_SECONDS))
              .join()
              .messages();
      messages.addAll(some);
      empty = some.isEmpty() ? empty + 1 : 0;
      if (messages.size() > MAX_MESSAGES) {
        throw new ShadowException(
            "Queue %s has more than %,d messages: write them to a file, and compare that."
                .formatted(url, MAX_MESSAGES));
      }
    }
  }

  private void putBack() {
    QueueReceipts.release(sqs, url, messages.stream().map(Message::receiptHandle).toList()).join();
  }
}
