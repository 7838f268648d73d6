package io.bindery.bench.chaos.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.bench.chaos.history.Announced;
import io.bindery.bench.chaos.history.HistoryLog;
import io.bindery.bench.chaos.world.Account;
import io.bindery.bench.chaos.world.QueueReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.sqs.model.Message;

/** Hears each announcement. */
public final class Announcements implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HistoryLog history;
  private final List<Announced> heard = new ArrayList<>();

  /** A message that was not deleted in time comes again, and is no second announcement. */
  private final Set<String> messages = new HashSet<>();

  private final QueueReader reader;

  /** Begins to listen. */
  public Announcements(Account account, HistoryLog history) {
    this.history = history;
    this.reader = new QueueReader(account, account.announcements(), this::take);
  }

  private synchronized void take(List<Message> received) {
    long now = System.currentTimeMillis();
    for (var message : received) {
      if (messages.add(message.messageId())) {
        var announced = announced(message.body(), now);
        heard.add(announced);
        history.note("announced", announced);
      }
    }
  }

  /** One that cannot be read is that of a batch that nobody knows. */
  private static Announced announced(String body, long now) {
    try {
      var detail = JSON.readTree(body).path("detail");
      return new Announced(detail.path("batch_id").asText(), detail.path("prefix").asText(), now);
    } catch (JsonProcessingException e) {
      return new Announced("not JSON: " + body, "", now);
    }
  }

  /** All so far, in their order. */
  public synchronized List<Announced> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void close() {
    reader.close();
  }
}
