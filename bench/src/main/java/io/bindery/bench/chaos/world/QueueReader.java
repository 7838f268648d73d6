package io.bindery.bench.chaos.world;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Reads a queue, past all faults, until it is closed. Messages are deleted once they were taken, so
 * one may come again.
 */
public final class QueueReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(QueueReader.class);
  private static final int CALL = 10;
  private static final int POLL_SECONDS = 1;
  private static final long END_MILLIS = 10_000;

  private final Account account;
  private final String url;
  private final Consumer<List<Message>> taker;
  private final Thread reader;
  private volatile boolean closed;

  /**
   * Begins.
   *
   * @param taker gets messages that came together, at least one; a call of AWS in it may fail, and
   *     then they come again
   */
  public QueueReader(Account account, String url, Consumer<List<Message>> taker) {
    this.account = account;
    this.url = url;
    this.taker = taker;
    this.reader = new Thread(this::read, "chaos-" + url.substring(url.lastIndexOf('/') + 1));
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    while (!closed) {
      try {
        readSome();
      } catch (CompletionException | SdkException e) {
        if (!closed) {
          log.warn("{} could not be read: {}", url, e.toString());
          Waiting.pause(POLL_SECONDS * 1_000L);
        }
      }
    }
  }

  private void readSome() {
    var sqs = account.aws().sqs();
    var messages =
        sqs.receiveMessage(
                r -> r.queueUrl(url).maxNumberOfMessages(CALL).waitTimeSeconds(POLL_SECONDS))
            .join()
            .messages();
    if (messages.isEmpty()) {
      return;
    }
    taker.accept(messages);
    var entries =
        IntStream.range(0, messages.size())
            .mapToObj(
                i ->
                    DeleteMessageBatchRequestEntry.builder()
                        .id(Integer.toString(i))
                        .receiptHandle(messages.get(i).receiptHandle())
                        .build())
            .toList();
    sqs.deleteMessageBatch(r -> r.queueUrl(url).entries(entries)).join();
  }

  /** Reads no more, and waits for what is under way. */
  @Override
  public void close() {
    closed = true;
    reader.interrupt();
    try {
      reader.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
