package io.bindery.bench.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * A consumer as an application has it that listens with Spring Cloud AWS: its container hands each
 * message to a thread of its own, the listener reads the notice and inserts a row in a transaction
 * of its own, and what succeeded is deleted ten at a time. The framework's conversions are left
 * out, and it may have more messages at work than the framework's ten: ten for each receive call.
 */
final class ListenerPeer {
  static final String TABLE =
      """
      CREATE TABLE object_event (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        bucket TEXT NOT NULL,
        prefix TEXT NOT NULL,
        key TEXT NOT NULL,
        version_id TEXT,
        size BIGINT NOT NULL,
        event_time TIMESTAMP WITH TIME ZONE NOT NULL,
        received_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now());
      CREATE INDEX object_event_prefix_idx ON object_event (bucket, prefix)
      """;

  private static final String INSERT =
      "INSERT INTO object_event (bucket, prefix, key, version_id, size, event_time)"
          + " VALUES (?, ?, ?, ?, ?, ?)";

  /** The framework's own; it has no say in the visibility timeout. */
  private static final Duration POLL = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(ListenerPeer.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SqsAsyncClient sqs;
  private final String queue;
  private final DataSource database;
  private final Acknowledgements acknowledgements;

  ListenerPeer(SqsAsyncClient sqs, String queue, DataSource database) {
    this.sqs = sqs;
    this.queue = queue;
    this.database = database;
    this.acknowledgements = new Acknowledgements(sqs, queue);
  }

  /** Begins to receive, with so many calls at once. */
  void start(int calls) {
    var free = new Semaphore(calls * Clients.BATCH);
    var listeners = Executors.newFixedThreadPool(calls * Clients.BATCH);
    for (int i = 0; i < calls; i++) {
      new Thread(() -> poll(free, listeners), "poll-" + i).start();
    }
  }

  /** A call is made as soon as ten messages more may be at work. */
  private void poll(Semaphore free, ExecutorService listeners) {
    while (true) {
      free.acquireUninterruptibly(Clients.BATCH);
      var messages = receive();
      free.release(Clients.BATCH - messages.size());
      for (var message : messages) {
        listeners.execute(
            () -> {
              try {
                handle(message);
              } finally {
                free.release();
              }
            });
      }
    }
  }

  private List<Message> receive() {
    try {
      return sqs.receiveMessage(
              request ->
                  request
                      .queueUrl(queue)
                      .maxNumberOfMessages(Clients.BATCH)
                      .waitTimeSeconds((int) POLL.toSeconds())
                      .visibilityTimeout((int) Clients.VISIBILITY.toSeconds())
                      .messageAttributeNames("All")
                      .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
          .join()
          .messages();
    } catch (CompletionException e) {
      log.error("a receive fails", e);
      return List.of();
    }
  }

  private void handle(Message message) {
    try {
      insert(message.body());
      acknowledgements.add(message);
    } catch (JsonProcessingException | SQLException | RuntimeException e) {
      log.error("message {} comes again", message.messageId(), e);
    }
  }

  private void insert(String body) throws JsonProcessingException, SQLException {
    var notice = JSON.readTree(body);
    var detail = notice.path("detail");
    var object = detail.path("object");
    var key = object.path("key").asText();
    try (var connection = database.getConnection();
        var insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, detail.path("bucket").path("name").asText());
      insert.setString(2, key.substring(0, key.lastIndexOf('/') + 1));
      insert.setString(3, key);
      insert.setString(4, object.path("version-id").asText());
      insert.setLong(5, object.path("size").asLong());
      insert.setObject(6, time(notice.path("time").asText()));
      insert.executeUpdate();
    }
  }

  private static OffsetDateTime time(String text) {
    return Instant.parse(text).atOffset(ZoneOffset.UTC);
  }
}
