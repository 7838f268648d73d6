package io.bindery.bench.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Deletes messages when there are ten, or when none were deleted for a second, as Spring Cloud AWS
 * does.
 */
final class Acknowledgements {
  private static final Logger log = LoggerFactory.getLogger(Acknowledgements.class);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int LOOK_MILLIS = 50;

  private final SqsAsyncClient sqs;
  private final String queue;
  private List<Message> waiting = new ArrayList<>();
  private long deletedAt = System.nanoTime();

  Acknowledgements(SqsAsyncClient sqs, String queue) {
    this.sqs = sqs;
    this.queue = queue;
    var unused =
        Executors.newSingleThreadScheduledExecutor()
            .scheduleAtFixedRate(
                () -> delete(leftOver()), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  void add(Message message) {
    delete(with(message));
  }

  private synchronized List<Message> with(Message message) {
    waiting.add(message);
    return waiting.size() < Clients.BATCH ? List.of() : taken();
  }

  private synchronized List<Message> leftOver() {
    return System.nanoTime() - deletedAt < INTERVAL_NANOS ? List.of() : taken();
  }

  private synchronized List<Message> taken() {
    deletedAt = System.nanoTime();
    var all = waiting;
    waiting = new ArrayList<>();
    return all;
  }

  private void delete(List<Message> messages) {
    if (messages.isEmpty()) {
      return;
    }
    var unused =
        sqs.deleteMessageBatch(
                request -> request.queueUrl(queue).entries(Clients.entries(messages)))
            .whenComplete(
                (deleted, failure) -> {
                  if (failure != null) {
                    log.error("{} messages come again", messages.size(), failure);
                  }
                });
  }
}
