package io.bindery.exchange.notice;

import akka.Done;
import akka.actor.typed.ActorSystem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.platform.bus.Topic;
import io.bindery.platform.bus.Unnoted;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Part;
import io.bindery.platform.look.Refusals;
import io.bindery.platform.retry.Backoff;
import io.bindery.platform.wake.DueRows;
import io.bindery.platform.wake.Sweeper;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sns.SnsAsyncClient;

/**
 * Tells an SNS topic of each outcome of publications, at least once: a notice is owed from the
 * moment the outcome is in the journal until SNS has accepted it. One sender runs in the cluster. A
 * topic that cannot be told holds up no publication.
 */
public final class TopicNotices {
  private static final Logger log = LoggerFactory.getLogger(TopicNotices.class);
  private static final JsonMapper JSON = new JsonMapper();

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final int AT_ONCE = 100;
  private static final Duration LEASE = Duration.ofMinutes(1);

  private static final Backoff PAUSES =
      new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), 0.2);

  private static final DueRows.Names OWED =
      new DueRows.Names("exchange_notice", "id", "due_at", "id::text");

  private static final String FIND =
      "SELECT state, facts, attempts FROM exchange_notice WHERE id = $1";

  private static final String SENT = "DELETE FROM exchange_notice WHERE id = $1";

  private static final String FAILED =
      """
      UPDATE exchange_notice SET attempts = attempts + 1, error = $2,
        due_at = now() + $3 * INTERVAL '1 millisecond' WHERE id = $1
      """;

  private record Notice(String state, String facts, int attempts) {}

  private final Tables tables;
  private final Topic topic;
  private final Unnoted unnoted = new Unnoted();

  private TopicNotices(Tables tables, Topic topic) {
    this.tables = tables;
    this.topic = topic;
  }

  /**
   * Starts the sender. What is owed from before is told first.
   *
   * @param part how it is with the topic
   */
  public static void start(ActorSystem<?> system, SnsAsyncClient sns, Part part) {
    var tables = Tables.of(system);
    var notices = new TopicNotices(tables, new Topic(system, sns, part));
    Sweeper.start(
        system,
        NodeRole.EXCHANGE,
        "publication-notices",
        INTERVAL,
        AT_ONCE,
        new DueRows(tables, OWED, LEASE, Duration.ofHours(1)),
        id -> notices.send(Long.parseLong(id)));
  }

  private void send(long id) {
    var unused =
        tables
            .select(
                FIND,
                statement -> statement.bind(0, id),
                row ->
                    new Notice(
                        row.get(0, String.class),
                        row.get(1, String.class),
                        row.get(2, Integer.class)))
            .thenApply(found -> found.stream().findFirst())
            .thenCompose(found -> send(id, found))
            .exceptionally(
                failure -> {
                  log.warn("a notice of a publication is not sent yet: {}", Causes.text(failure));
                  return Done.done();
                });
  }

  private CompletionStage<Done> send(long id, Optional<Notice> found) {
    if (found.isEmpty()) {
      return CompletableFuture.completedFuture(Done.done());
    }
    var notice = found.get();
    var key = Long.toString(id);
    return unnoted
        .send(
            key,
            () ->
                topic.publish(
                    NoticeText.of("publication-" + id, notice.state(), read(notice.facts()))))
        .thenCompose(sent -> tables.update(SENT, statement -> statement.bind(0, id)))
        .thenApply(
            rows -> {
              unnoted.noted(key);
              return Done.done();
            })
        .exceptionallyCompose(failure -> unsent(id, notice, failure));
  }

  private CompletionStage<Done> unsent(long id, Notice notice, Throwable failure) {
    var pause = PAUSES.after(notice.attempts() + 1);
    log.warn(
        "a notice of a publication is not sent, trying again in {} s: {}",
        pause.toSeconds(),
        Causes.text(failure));
    return tables
        .update(
            FAILED,
            statement ->
                statement.bind(0, id).bind(1, Refusals.words(failure)).bind(2, pause.toMillis()))
        .thenApply(rows -> Done.done());
  }

  private static ObjectNode read(String json) {
    try {
      return JSON.readValue(json, ObjectNode.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database made no JSON", e);
    }
  }
}
