package io.bindery.packager.retention;

import io.bindery.packager.job.Packages;
import io.bindery.platform.database.Tables;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.CompletionStage;

/** What is old in the journal of packages and in their tables, and the way to delete it. */
final class OldRows {
  /** A node that just takes up a package may still be reading from an older snapshot. */
  private static final Duration SNAPSHOT_AGE = Duration.ofMinutes(1);

  private static final String DELETE_EVENTS =
      """
      DELETE FROM event_journal j USING (
        SELECT e.persistence_id, e.seq_nr FROM event_journal e
        JOIN snapshot s ON s.persistence_id = e.persistence_id
          AND s.seq_nr >= e.seq_nr AND s.write_timestamp < $5
        WHERE e.slice BETWEEN $1 AND $2 AND e.entity_type = $3 AND e.db_timestamp < $4
        LIMIT $6) old
      WHERE j.persistence_id = old.persistence_id AND j.seq_nr = old.seq_nr
      """;

  private static final String DELETE_JOBS =
      """
      DELETE FROM package_job WHERE job_id IN (
        SELECT job_id FROM package_job
        WHERE accepted_at < $1 AND finished_at < $1 AND notice_due_at IS NULL
          AND NOT (state = 'quarantined' AND resolved_at IS NULL)
        ORDER BY accepted_at LIMIT $2)
      """;

  // A list of entries may be that of any job that has not ended, or that is kept to be done again.
  private static final String DELETE_ENTRIES =
      """
      DELETE FROM package_entries WHERE id IN (
        SELECT id FROM package_entries
        WHERE saved_at < $1 AND NOT EXISTS (SELECT 1 FROM package_job
          WHERE source = 'entries:' || package_entries.id)
          AND NOT EXISTS (SELECT 1 FROM package_job WHERE finished_at IS NULL AND accepted_at < $1)
        ORDER BY saved_at LIMIT $2)
      """;

  private final Tables tables;

  OldRows(Tables tables) {
    this.tables = tables;
  }

  /** Deletes events that were written before a moment and that a snapshot has. */
  CompletionStage<Long> deleteEvents(
      int firstSlice, int lastSlice, Instant before, Instant now, int limit) {
    return tables.update(
        DELETE_EVENTS,
        statement ->
            statement
                .bind(0, firstSlice)
                .bind(1, lastSlice)
                .bind(2, Packages.ENTITY_TYPE)
                .bind(3, time(before))
                .bind(4, now.minus(SNAPSHOT_AGE).toEpochMilli())
                .bind(5, limit));
  }

  /**
   * Deletes jobs that ended before a moment and of which nobody is still to be told. A package that
   * is in quarantine is not forgotten.
   */
  CompletionStage<Long> deleteJobs(Instant before, int limit) {
    return tables.update(DELETE_JOBS, statement -> statement.bind(0, time(before)).bind(1, limit));
  }

  /** Deletes entries that were sent before a moment and that no job is about. */
  CompletionStage<Long> deleteEntries(Instant before, int limit) {
    return tables.update(
        DELETE_ENTRIES, statement -> statement.bind(0, time(before)).bind(1, limit));
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
