package io.bindery.router.retention;

import akka.Done;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.platform.retention.OldPages;
import io.bindery.platform.retention.OldRows;
import io.bindery.router.batch.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What is old in the journal of batches and in their tables, and the way to delete it. */
final class OldBatches {
  /** How much a node's idea of the database's clock may be wrong. */
  private static final Duration CLOCKS = Duration.ofSeconds(5);

  /** A snapshot of fewer bytes has next to nothing to forget. */
  private static final int SMALL_SNAPSHOT = 512;

  // Of a batch that is open, what came since the last one was closed is held; of one with an
  // announcement that is not confirmed, everything.
  private static final String EVENTS =
      """
      WITH old AS (
        SELECT persistence_id, seq_nr, db_timestamp, split_part(persistence_id, '|', 2) AS entity_id
        FROM event_journal
        WHERE slice = $1 AND entity_type = $2 AND db_timestamp < $3
          AND (db_timestamp, seq_nr, persistence_id) > ($4, $5, $6)
        ORDER BY db_timestamp, seq_nr, persistence_id LIMIT $7)
      SELECT old.persistence_id, old.seq_nr, old.db_timestamp,
        s.seq_nr >= old.seq_nr AND s.write_timestamp < $8 AS covered,
        EXISTS (SELECT 1 FROM closed_batch c
            WHERE c.entity_id = old.entity_id AND c.announced_at IS NULL)
          OR EXISTS (SELECT 1 FROM open_batch o WHERE o.entity_id = old.entity_id
            AND old.db_timestamp >= COALESCE(
              (SELECT MAX(closed_at) FROM closed_batch c WHERE c.entity_id = o.entity_id)
                - make_interval(secs => $9), '-infinity')) AS held,
        COALESCE(s.seq_nr < old.seq_nr, TRUE) AND (
          SELECT l.db_timestamp < $3 FROM event_journal l
          WHERE l.persistence_id = old.persistence_id ORDER BY l.seq_nr DESC LIMIT 1) AS idle
      FROM old LEFT JOIN snapshot s ON s.persistence_id = old.persistence_id
      ORDER BY old.db_timestamp, old.seq_nr, old.persistence_id
      """;

  private static final String DELETE_EVENTS =
      """
      DELETE FROM event_journal j
      USING unnest($1::text[], $2::bigint[]) AS old (persistence_id, seq_nr)
      WHERE j.persistence_id = old.persistence_id AND j.seq_nr = old.seq_nr
      """;

  private static final String IDLE_SNAPSHOTS =
      """
      SELECT persistence_id FROM snapshot s
      WHERE slice = $1 AND entity_type = $2 AND write_timestamp < $3 AND persistence_id > $4
        AND octet_length(snapshot) > $5
        AND NOT EXISTS (SELECT 1 FROM event_journal j WHERE j.persistence_id = s.persistence_id)
      ORDER BY persistence_id LIMIT $6
      """;

  private static final String DELETE_CLOSED =
      """
      DELETE FROM closed_batch WHERE batch_id IN (
        SELECT batch_id FROM closed_batch WHERE closed_at < $1 AND announced_at IS NOT NULL
        ORDER BY closed_at LIMIT $2)
      """;

  private static final String DELETE_AUDIT =
      """
      DELETE FROM batch_audit WHERE (entity_id, seq_nr) IN (
        SELECT entity_id, seq_nr FROM batch_audit WHERE done_at < $1 ORDER BY done_at LIMIT $2)
      """;

  // Without it, the events of the prefix are counted from one again: the audit has their numbers.
  private static final String DELETE_SNAPSHOTS =
      """
      DELETE FROM snapshot WHERE persistence_id IN (
        SELECT s.persistence_id FROM (
          SELECT persistence_id, split_part(persistence_id, '|', 2) AS entity_id FROM snapshot
          WHERE slice = $1 AND entity_type = $2 AND write_timestamp < $3
            AND octet_length(snapshot) <= %d) s
        WHERE NOT EXISTS (SELECT 1 FROM event_journal j WHERE j.persistence_id = s.persistence_id)
          AND NOT EXISTS (SELECT 1 FROM open_batch o WHERE o.entity_id = s.entity_id)
          AND NOT EXISTS (SELECT 1 FROM paused_batch p WHERE p.entity_id = s.entity_id)
          AND NOT EXISTS (SELECT 1 FROM batch_audit a WHERE a.entity_id = s.entity_id)
          AND NOT EXISTS (SELECT 1 FROM closed_batch c
            WHERE c.entity_id = s.entity_id AND c.announced_at IS NULL)
        LIMIT $4)
      """
          .formatted(SMALL_SNAPSHOT);

  private static final String DELETE_RECONCILIATIONS =
      """
      DELETE FROM reconciliation WHERE id IN (
        SELECT id FROM reconciliation WHERE ended_at < $1 AND state NOT IN ('waiting', 'running')
        ORDER BY number LIMIT $2)
      """;

  private static final String CLEANED =
      "UPDATE journal_cleanup SET cleaned_until = GREATEST(cleaned_until, $1)";

  // It may have been noted while the clock was ahead.
  private static final String CLEANED_UNTIL =
      "SELECT CASE WHEN cleaned_until > now() THEN now() ELSE cleaned_until END"
          + " FROM journal_cleanup";

  /** Where a page of old events begins: behind this one. */
  record Place(Instant time, long seqNr, String persistenceId) {
    static final Place START = new Place(Instant.EPOCH, 0, "");
  }

  /**
   * An old event.
   *
   * @param covered whether a snapshot has it
   * @param held whether it belongs to a batch that is not done
   * @param idle whether it is not in the snapshot, and nothing younger came
   */
  record OldEvent(Place place, boolean covered, boolean held, boolean idle) {
    boolean mayGo() {
      return covered && !held;
    }

    boolean needsSnapshot() {
      return idle && !held;
    }
  }

  private final Tables tables;
  private final OldRows old;

  OldBatches(Tables tables) {
    this.tables = tables;
    this.old = new OldRows(tables, Batch.ENTITY_TYPE);
  }

  /** Events of a slice written before a moment, the oldest first. */
  CompletionStage<List<OldEvent>> events(int slice, Instant before, Place after, Instant now) {
    return tables.select(
        EVENTS,
        statement ->
            statement
                .bind(0, slice)
                .bind(1, Batch.ENTITY_TYPE)
                .bind(2, before)
                .bind(3, after.time())
                .bind(4, after.seqNr())
                .bind(5, after.persistenceId())
                .bind(6, OldPages.PAGE)
                .bind(7, OldRows.coveredUntil(now))
                .bind(8, (double) CLOCKS.toSeconds()),
        row ->
            new OldEvent(
                new Place(
                    row.get(2, Instant.class), row.get(1, Long.class), row.get(0, String.class)),
                Boolean.TRUE.equals(row.get(3, Boolean.class)),
                row.get(4, Boolean.class),
                Boolean.TRUE.equals(row.get(5, Boolean.class))));
  }

  CompletionStage<Long> delete(List<OldEvent> events) {
    return tables.update(
        DELETE_EVENTS,
        statement ->
            statement
                .bind(
                    0,
                    events.stream()
                        .map(event -> event.place().persistenceId())
                        .toArray(String[]::new))
                .bind(1, events.stream().map(event -> event.place().seqNr()).toArray(Long[]::new)));
  }

  /** The batches of a slice of which only a snapshot is left, written before a moment. */
  CompletionStage<List<String>> idleSnapshots(int slice, Instant before, String after) {
    return tables.select(
        IDLE_SNAPSHOTS,
        statement ->
            statement
                .bind(0, slice)
                .bind(1, Batch.ENTITY_TYPE)
                .bind(2, before.toEpochMilli())
                .bind(3, after)
                .bind(4, SMALL_SNAPSHOT)
                .bind(5, OldPages.PAGE),
        row -> row.get(0, String.class));
  }

  CompletionStage<Long> deleteClosed(Instant before) {
    return old.delete(DELETE_CLOSED, before);
  }

  CompletionStage<Long> deleteAudit(Instant before) {
    return old.delete(DELETE_AUDIT, before);
  }

  /** Deletes snapshots of a slice that were written before a moment and hold nothing any more. */
  CompletionStage<Long> deleteSnapshots(int slice, Instant before) {
    return old.deleteSnapshots(DELETE_SNAPSHOTS, slice, before);
  }

  CompletionStage<Long> deleteReconciliations(Instant before) {
    return old.delete(DELETE_RECONCILIATIONS, before);
  }

  /** Notes, before anything is deleted, that it may be gone. */
  CompletionStage<Done> cleaning(Instant until) {
    return tables
        .update(CLEANED, statement -> statement.bind(0, until))
        .thenApply(rows -> Done.done());
  }

  /** Events written before this may be gone. */
  CompletionStage<Optional<Instant>> cleanedUntil() {
    return tables
        .select(CLEANED_UNTIL, statement -> statement, row -> Rows.time(row, 0))
        .thenApply(rows -> rows.get(0));
  }
}
