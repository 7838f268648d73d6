package io.bindery.platform.deadletter;

import akka.Done;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The table {@code dead_letter_order}: who did what with which dead letter. */
public final class DeadLetterOrders {
  /** What is kept of a body: enough to know what it was about. */
  private static final int BEGINNING = 1_000;

  /** More recent ones than this are kept. */
  private static final int KEPT = 10_000;

  private static final String KEEP =
      """
      INSERT INTO dead_letter_order (queue, verb, message_id, moved_by, reason, body, ordered_by, why)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """;

  private static final String FORGET =
      "DELETE FROM dead_letter_order WHERE number <= (SELECT max(number) FROM dead_letter_order) - "
          + KEPT;

  private static final String LIST =
      """
      SELECT number, queue, verb, message_id, moved_by, reason, body, ordered_by, ordered_at, why
      FROM dead_letter_order WHERE ($1 = '' OR queue = $1) AND number < $2
      ORDER BY number DESC LIMIT $3
      """;

  /** What may be ordered. */
  public enum Verb {
    REDRIVE,
    DISCARD
  }

  /**
   * An order about one message, noted before it is carried out.
   *
   * @param body its beginning
   * @param why it is discarded
   */
  public record Order(
      String queue,
      String verb,
      String id,
      String movedBy,
      Optional<String> reason,
      String body,
      String by,
      Instant at,
      Optional<String> why) {}

  private final Tables tables;

  DeadLetterOrders(Tables tables) {
    this.tables = tables;
  }

  CompletionStage<Done> keep(String queue, Verb verb, DeadLetter letter, String by, String why) {
    return tables
        .together(
            connection ->
                List.of(
                    connection
                        .createStatement(KEEP)
                        .bind("$1", queue)
                        .bind("$2", word(verb))
                        .bind("$3", letter.id())
                        .bind("$4", word(letter.movedBy()))
                        .bind("$5", Rows.storable(letter.reason().orElse("")))
                        .bind("$6", Rows.storable(DeadLetter.beginning(letter.body(), BEGINNING)))
                        .bind("$7", Rows.storable(by))
                        .bind("$8", Rows.storable(why)),
                    connection.createStatement(FORGET)))
        .thenApply(rows -> Done.done());
  }

  CompletionStage<Page<Order>> list(String queue, Optional<Cursor> after, int limit) {
    long before = after.flatMap(Cursor::number).orElse(Long.MAX_VALUE);
    return tables
        .page(
            LIST,
            statement -> statement.bind("$1", queue).bind("$2", before),
            2,
            row ->
                Map.entry(
                    row.get("number", Long.class),
                    new Order(
                        row.get("queue", String.class),
                        row.get("verb", String.class),
                        row.get("message_id", String.class),
                        row.get("moved_by", String.class),
                        text(row.get("reason", String.class)),
                        row.get("body", String.class),
                        row.get("ordered_by", String.class),
                        row.get("ordered_at", Instant.class),
                        text(row.get("why", String.class)))),
            entry -> Cursor.of(String.valueOf(entry.getKey())),
            limit)
        .thenApply(page -> page.map(Map.Entry::getValue));
  }

  private static Optional<String> text(String column) {
    return Optional.of(column).filter(text -> !text.isEmpty());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
