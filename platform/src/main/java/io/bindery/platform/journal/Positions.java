package io.bindery.platform.journal;

import akka.Done;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far tables had come that followed the journal at a distance, as Akka Projection kept it: the
 * number of the last event of each entity, but of those that had been quiet for long.
 */
final class Positions {
  private static final Logger log = LoggerFactory.getLogger(Positions.class);

  private static final String TABLE = "akka_projection_timestamp_offset_store";

  private static final String IS_THERE = "SELECT to_regclass($1) IS NOT NULL";

  private static final String KNOWN =
      "SELECT EXISTS (SELECT 1 FROM %s WHERE projection_name = $1)".formatted(TABLE);

  private static final String BEHIND =
      """
      SELECT j.persistence_id, p.seen FROM (
        SELECT persistence_id, max(seq_nr) AS last FROM event_journal
        WHERE slice = $1 AND entity_type = $2 GROUP BY persistence_id) j
      LEFT JOIN (
        SELECT persistence_id, max(seq_nr) AS seen FROM %s
        WHERE slice = $1 AND projection_name = $3 GROUP BY persistence_id) p
        ON p.persistence_id = j.persistence_id
      WHERE p.seen IS NULL OR p.seen < j.last
      ORDER BY j.persistence_id
      """
          .formatted(TABLE);

  private static final String EVENTS =
      """
      SELECT seq_nr, event_ser_id, event_ser_manifest, event_payload FROM event_journal
      WHERE persistence_id = $1 AND seq_nr > $2 AND NOT deleted
      ORDER BY seq_nr LIMIT $3
      """;

  private static final String SEEN =
      """
      INSERT INTO %s (projection_name, projection_key, slice, persistence_id, seq_nr,
        timestamp_offset, timestamp_consumed)
      VALUES ($1, 'catch-up', $2, $3, $4, now(), now())
      """
          .formatted(TABLE);

  private static final String OTHERS =
      "SELECT EXISTS (SELECT 1 FROM %s WHERE projection_name <> $1)".formatted(TABLE);

  private static final String FORGET = "DELETE FROM %s WHERE projection_name = $1".formatted(TABLE);

  private static final List<String> DROP =
      List.of("DROP TABLE " + TABLE, "DROP TABLE IF EXISTS akka_projection_management");

  /**
   * An entity of which the tables lack an event, or may.
   *
   * @param seen the number of the last event that they have, if it is known
   */
  record Behind(int slice, String persistenceId, Optional<Long> seen) {}

  private final Tables tables;
  private final String projection;
  private final String entityType;

  Positions(Tables tables, String projection, String entityType) {
    this.tables = tables;
    this.projection = projection;
    this.entityType = entityType;
  }

  /** Whether there are any; else the tables are in step. */
  CompletionStage<Boolean> known() {
    return answer(IS_THERE, TABLE)
        .thenCompose(
            there -> there ? answer(KNOWN, projection) : CompletableFuture.completedFuture(false));
  }

  private CompletionStage<Boolean> answer(String sql, String parameter) {
    return tables
        .select(sql, statement -> statement.bind(0, parameter), row -> row.get(0, Boolean.class))
        .thenApply(rows -> rows.get(0));
  }

  CompletionStage<List<Behind>> behind(int slice) {
    return tables.select(
        BEHIND,
        statement -> statement.bind(0, slice).bind(1, entityType).bind(2, projection),
        row -> new Behind(slice, row.get(0, String.class), Rows.optional(row, 1, Long.class)));
  }

  /** The next events of an entity, in order. */
  CompletionStage<List<JournalTable.Stored>> events(Behind entity, long after, int limit) {
    return tables.select(
        EVENTS,
        statement -> statement.bind(0, entity.persistenceId()).bind(1, after).bind(2, limit),
        row ->
            new JournalTable.Stored(
                row.get(0, Long.class),
                row.get(1, Integer.class),
                row.get(2, String.class),
                row.get(3, byte[].class)));
  }

  /** Notes that the tables have an event, in the transaction that writes them. */
  Statement seen(Connection connection, Behind entity, long sequenceNumber) {
    return connection
        .createStatement(SEEN)
        .bind(0, projection)
        .bind(1, entity.slice())
        .bind(2, entity.persistenceId())
        .bind(3, sequenceNumber);
  }

  /** Forgets them, and with the last ones the tables that held them. */
  CompletionStage<Done> drop() {
    return answer(OTHERS, projection)
        .thenCompose(
            others ->
                others
                    ? forget()
                    : tables
                        .together(
                            connection -> DROP.stream().map(connection::createStatement).toList())
                        .thenApply(done -> Done.done())
                        .exceptionallyCompose(this::notDropped));
  }

  private CompletionStage<Done> forget() {
    return tables
        .update(FORGET, statement -> statement.bind(0, projection))
        .thenApply(rows -> Done.done());
  }

  /** The role may be one that does not own them. */
  private CompletionStage<Done> notDropped(Throwable failure) {
    log.warn(
        "{} is needed no more but cannot be dropped; drop it by hand: {}",
        TABLE,
        Causes.text(failure));
    return forget();
  }
}
