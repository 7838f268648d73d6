package io.bindery.router.operator;

import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.Verb;
import io.bindery.router.tables.BatchFilter;
import io.bindery.router.tables.BatchTargets.Target;
import io.bindery.router.tables.ListedBatch;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The table {@code batch_order}. */
final class BulkRows {
  /** So many that have ended are kept. */
  private static final int KEPT = 1_000;

  private static final String ADD =
      """
      INSERT INTO batch_order (order_id, verb, bucket, prefix, text, state, stage, expected, asked_at,
        asked_by)
      SELECT $1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9
      WHERE (SELECT count(*) FROM batch_order WHERE stage IN ('waiting', 'running')) < $10
      """;

  private static final String FORGET =
      "DELETE FROM batch_order WHERE stage NOT IN ('waiting', 'running')"
          + " AND number <= (SELECT max(number) FROM batch_order) - "
          + KEPT;

  private static final String BY_ID = "SELECT * FROM batch_order WHERE order_id = $1";

  private static final String LIST =
      "SELECT * FROM batch_order WHERE number < $1 ORDER BY number DESC LIMIT $2";

  // One that was begun goes on first.
  private static final String TAKE =
      """
      UPDATE batch_order SET stage = 'running', runner = $1, started_at = COALESCE(started_at, $2)
      WHERE order_id = (
        SELECT order_id FROM batch_order WHERE stage IN ('waiting', 'running')
        ORDER BY stage = 'waiting', number LIMIT 1)
      RETURNING *
      """;

  private static final String OURS = " WHERE order_id = $1 AND runner = $2 AND stage = 'running'";

  private static final String BEGIN =
      "UPDATE batch_order SET telling = $3, to_bucket = $4, to_prefix = $5, to_entity = $6" + OURS;

  private static final String SAVE =
      """
      UPDATE batch_order SET at_bucket = $3, at_prefix = $4, at_entity = $5, found = found + $6,
        changed = changed + $7, failed = failed + $8, failures = (failures || $9)[1:20],
        telling = '{}'
      """
          + OURS;

  private static final String END =
      "UPDATE batch_order SET stage = $3, ended_at = $4, error = $5" + OURS;

  private static final String CANCEL =
      """
      UPDATE batch_order SET stage = 'cancelled', ended_at = $2, ended_by = $3
      WHERE order_id = $1 AND stage IN ('waiting', 'running')
      """;

  /**
   * One that was taken to be carried out.
   *
   * @param at the batch behind which it goes on
   * @param begun those that were being told when the node before ended
   */
  record Taken(BulkOrder order, Optional<Target> at, Optional<Begun> begun) {}

  /**
   * Batches that are being told.
   *
   * @param entities all of them
   * @param last of them
   */
  record Begun(Set<String> entities, Target last) {
    Begun {
      entities = Set.copyOf(entities);
    }
  }

  private final Tables tables;

  BulkRows(Tables tables) {
    this.tables = tables;
  }

  /**
   * Adds one that waits.
   *
   * @return whether there was room among those that wait
   */
  CompletionStage<Boolean> add(BulkOrder order, int room) {
    return tables
        .together(
            connection -> {
              var add = connection.createStatement(ADD).bind(0, order.orderId());
              add.bind(1, order.verb().word());
              Rows.bind(add, 2, order.filter().bucket().map(Rows::storable), String.class);
              Rows.bind(add, 3, order.filter().prefix().map(Rows::storable), String.class);
              Rows.bind(add, 4, order.filter().text().map(Rows::storable), String.class);
              Rows.bind(add, 5, order.only().map(ListedBatch.State::word), String.class);
              add.bind(6, order.expected())
                  .bind(7, order.askedAt())
                  .bind(8, Rows.storable(order.askedBy()))
                  .bind(9, room);
              return List.of(add, connection.createStatement(FORGET));
            })
        .thenApply(changed -> changed.get(0) == 1);
  }

  CompletionStage<Optional<BulkOrder>> byId(String orderId) {
    return tables
        .select(BY_ID, statement -> statement.bind(0, orderId), BulkRows::order)
        .thenApply(rows -> rows.stream().findFirst());
  }

  /** The latest first. */
  CompletionStage<Page<BulkOrder>> list(Optional<Cursor> after, int limit) {
    long before = after.flatMap(Cursor::number).orElse(Long.MAX_VALUE);
    return tables
        .page(
            LIST,
            statement -> statement.bind(0, before),
            1,
            row -> Map.entry(row.get("number", Long.class), order(row)),
            entry -> Cursor.of(String.valueOf(entry.getKey())),
            limit)
        .thenApply(page -> page.map(Map.Entry::getValue));
  }

  /** Takes the next one; whoever had it before can write nothing any more. */
  CompletionStage<Optional<Taken>> take(String runner, Instant now) {
    return tables
        .select(
            TAKE,
            statement -> statement.bind(0, runner).bind(1, now),
            row -> new Taken(order(row), place(row, "at_"), begun(row)))
        .thenApply(rows -> rows.stream().findFirst());
  }

  /**
   * Notes which batches are about to be told.
   *
   * @return whether it is still to be carried out, by this runner
   */
  CompletionStage<Boolean> begin(String orderId, String runner, List<Target> page) {
    var last = page.get(page.size() - 1);
    return tables
        .update(
            BEGIN,
            statement ->
                statement
                    .bind(0, orderId)
                    .bind(1, runner)
                    .bind(2, page.stream().map(Target::entityId).toArray(String[]::new))
                    .bind(3, last.key().bucket())
                    .bind(4, last.key().prefix())
                    .bind(5, last.entityId()))
        .thenApply(rows -> rows == 1);
  }

  /**
   * Keeps how far it is.
   *
   * @param more what became of the batches up to {@code last}
   * @return whether it is still to be carried out, by this runner
   */
  CompletionStage<Boolean> save(String orderId, String runner, Target last, Tally more) {
    return tables
        .update(
            SAVE,
            statement ->
                statement
                    .bind(0, orderId)
                    .bind(1, runner)
                    .bind(2, last.key().bucket())
                    .bind(3, last.key().prefix())
                    .bind(4, last.entityId())
                    .bind(5, more.found())
                    .bind(6, more.changed())
                    .bind(7, more.failed())
                    .bind(8, more.failures().stream().map(Rows::storable).toArray(String[]::new)))
        .thenApply(rows -> rows == 1);
  }

  CompletionStage<Boolean> end(
      String orderId, String runner, BulkOrder.Stage stage, Optional<String> error, Instant now) {
    return tables
        .update(
            END,
            statement ->
                Rows.bind(
                    statement.bind(0, orderId).bind(1, runner).bind(2, word(stage)).bind(3, now),
                    4,
                    error.map(Rows::storable),
                    String.class))
        .thenApply(rows -> rows == 1);
  }

  CompletionStage<Boolean> cancel(String orderId, String by, Instant now) {
    return tables
        .update(
            CANCEL, statement -> statement.bind(0, orderId).bind(1, now).bind(2, Rows.storable(by)))
        .thenApply(rows -> rows == 1);
  }

  private static BulkOrder order(Row row) {
    return new BulkOrder(
        row.get("order_id", String.class),
        Verb.valueOf(row.get("verb", String.class).toUpperCase(Locale.ROOT)),
        new BatchFilter(Rows.text(row, "bucket"), Rows.text(row, "prefix"), Rows.text(row, "text")),
        Rows.text(row, "state")
            .map(word -> ListedBatch.State.valueOf(word.toUpperCase(Locale.ROOT))),
        BulkOrder.Stage.valueOf(row.get("stage", String.class).toUpperCase(Locale.ROOT)),
        row.get("expected", Long.class),
        row.get("found", Long.class),
        row.get("changed", Long.class),
        row.get("failed", Long.class),
        Arrays.asList(row.get("failures", String[].class)),
        row.get("asked_by", String.class),
        row.get("asked_at", Instant.class),
        Rows.time(row, "started_at"),
        Rows.time(row, "ended_at"),
        Rows.text(row, "ended_by"),
        Rows.text(row, "error"));
  }

  private static Optional<Target> place(Row row, String which) {
    return Rows.text(row, which + "entity")
        .map(
            entity ->
                new Target(
                    entity,
                    new BatchKey(
                        row.get(which + "bucket", String.class),
                        row.get(which + "prefix", String.class))));
  }

  private static Optional<Begun> begun(Row row) {
    var entities = row.get("telling", String[].class);
    return entities.length == 0
        ? Optional.empty()
        : place(row, "to_").map(last -> new Begun(Set.of(entities), last));
  }

  private static String word(BulkOrder.Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }
}
