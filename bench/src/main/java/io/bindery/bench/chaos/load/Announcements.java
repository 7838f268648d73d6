package io.bindery.bench.chaos.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.bench.chaos.history.Announced;
import io.bindery.bench.chaos.history.HistoryLog;
import io.bindery.bench.chaos.world.Account;
import io.bindery.bench.chaos.world.Waiting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;

/** Hears each announcement. */
public final class Announcements implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Announcements.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CALL = 10;
  private static final int POLL_SECONDS = 1;

  private final Account account;
  private final HistoryLog history;
  private final List<Announced> heard = new ArrayList<>();

  /** A message that was not deleted in time comes again, and is no second announcement. */
  private final Set<String> messages = new HashSet<>();

  private final Thread reader;
  private volatile boolean closed;

  /** Begins to listen. */
  public Announcements(Account account, HistoryLog history) {
    this.account = account;
    this.history = history;
    this.reader = new Thread(this::read, "chaos-announcements");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    while (!closed) {
      try {
        readSome();
      } catch (CompletionException e) {
        log.warn("announcements could not be read: {}", e.toString());
        Waiting.pause(POLL_SECONDS * 1_000L);
      }
    }
  }

  private void readSome() {
    var url = account.announcements();
    var sqs = account.aws().sqs();
    var received =
        sqs.receiveMessage(
                r -> r.queueUrl(url).maxNumberOfMessages(CALL).waitTimeSeconds(POLL_SECONDS))
            .join()
            .messages();
    long now = System.currentTimeMillis();
    received.forEach(message -> heard(message, now));
    received.stream()
        .map(
            message ->
                sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle())))
        .toList()
        .forEach(deleted -> deleted.join());
  }

  private synchronized void heard(Message message, long now) {
    if (!messages.add(message.messageId())) {
      return;
    }
    try {
      var detail = JSON.readTree(message.body()).path("detail");
      var announced =
          new Announced(detail.path("batch_id").asText(), detail.path("prefix").asText(), now);
      heard.add(announced);
      history.note("announced", announced);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An announcement is no JSON", e);
    }
  }

  /** All so far, in their order. */
  public synchronized List<Announced> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void close() {
    closed = true;
    reader.interrupt();
  }
}
