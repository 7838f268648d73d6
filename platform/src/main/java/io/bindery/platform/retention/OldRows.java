package io.bindery.platform.retention;

import akka.actor.typed.ActorSystem;
import akka.persistence.Persistence;
import io.bindery.platform.database.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Deletes old rows of tables, and old events of one kind of entity in the journal. */
public final class OldRows {
  /** A node that just takes up an entity may still be reading from an older snapshot. */
  private static final Duration SNAPSHOT_AGE = Duration.ofMinutes(1);

  private static final String DELETE_COVERED =
      """
      DELETE FROM event_journal j USING (
        SELECT e.persistence_id, e.seq_nr FROM event_journal e
        JOIN snapshot s ON s.persistence_id = e.persistence_id
          AND s.seq_nr >= e.seq_nr AND s.write_timestamp < $5
        WHERE e.slice BETWEEN $1 AND $2 AND e.entity_type = $3 AND e.db_timestamp < $4
        LIMIT $6) old
      WHERE j.persistence_id = old.persistence_id AND j.seq_nr = old.seq_nr
      """;

  private final Tables tables;
  private final String entityType;

  /**
   * Old rows of a room.
   *
   * @param entityType of its entities, as the journal knows them
   */
  public OldRows(Tables tables, String entityType) {
    this.tables = tables;
    this.entityType = entityType;
  }

  /** The journal has slices from 0 to below this number. */
  public static int slices(ActorSystem<?> system) {
    return Persistence.get(system).numberOfSlices();
  }

  /**
   * Up to here a snapshot's events can go, in milliseconds of the column {@code write_timestamp}.
   */
  public static long coveredUntil(Instant now) {
    return now.minus(SNAPSHOT_AGE).toEpochMilli();
  }

  /**
   * Deletes a page of a table.
   *
   * @param sql with the moment as its first parameter, and how many rows as its second
   */
  public CompletionStage<Long> delete(String sql, Instant before) {
    return tables.update(sql, statement -> statement.bind(0, before).bind(1, OldPages.PAGE));
  }

  /**
   * Deletes a page of snapshots of a slice.
   *
   * @param sql with the slice, the type of the entities, the moment in milliseconds and the number
   *     of rows as its parameters
   */
  public CompletionStage<Long> deleteSnapshots(String sql, int slice, Instant before) {
    return tables.update(
        sql,
        statement ->
            statement
                .bind(0, slice)
                .bind(1, entityType)
                .bind(2, before.toEpochMilli())
                .bind(3, OldPages.PAGE));
  }

  /** Deletes a page of events that were written before a moment and that a snapshot has. */
  public CompletionStage<Long> deleteCovered(
      int firstSlice, int lastSlice, Instant before, Instant now) {
    return tables.update(
        DELETE_COVERED,
        statement ->
            statement
                .bind(0, firstSlice)
                .bind(1, lastSlice)
                .bind(2, entityType)
                .bind(3, before)
                .bind(4, coveredUntil(now))
                .bind(5, OldPages.PAGE));
  }
}
