package io.bindery.packager.retention;

import io.bindery.packager.job.Packages;
import io.bindery.platform.database.Tables;
import io.bindery.platform.retention.OldPages;
import io.bindery.platform.retention.OldRows;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** What is old in the journal of packages and in their tables, and the way to delete it. */
final class OldPackages {
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

  // Of a package that has nothing to do, a snapshot only remembers which messages it has seen.
  private static final String DELETE_SNAPSHOTS =
      """
      DELETE FROM snapshot WHERE persistence_id IN (
        SELECT s.persistence_id FROM snapshot s
        WHERE s.slice = $1 AND s.entity_type = $2 AND s.write_timestamp < $3
          AND NOT EXISTS (SELECT 1 FROM event_journal j WHERE j.persistence_id = s.persistence_id)
          AND NOT EXISTS (
            SELECT 1 FROM package_job p WHERE p.entity_id = split_part(s.persistence_id, '|', 2)
              AND (p.finished_at IS NULL OR p.due_at IS NOT NULL
                OR (p.state = 'quarantined' AND p.resolved_at IS NULL)))
        LIMIT $4)
      """;

  // The newest version is in the newest manifest of its folder; the others are not any more.
  private static final String DELETE_SUPERSEDED =
      """
      DELETE FROM object_checksum WHERE (bucket, key, version, algorithm) IN (
        SELECT bucket, key, version, algorithm FROM object_checksum
        WHERE superseded_at < $1 ORDER BY superseded_at LIMIT $2)
      """;

  private static final String DELETE_CHECKSUMS =
      """
      DELETE FROM object_checksum WHERE (bucket, key, version, algorithm) IN (
        SELECT bucket, key, version, algorithm FROM object_checksum
        WHERE used_at < $1 ORDER BY used_at LIMIT $2)
      """;

  private static final String DELETE_REFUSED =
      """
      DELETE FROM package_job WHERE job_id IN (
        SELECT job_id FROM package_job WHERE state = 'refused' AND accepted_at < (
          SELECT accepted_at FROM package_job WHERE state = 'refused'
          ORDER BY accepted_at DESC OFFSET $1 LIMIT 1)
        ORDER BY accepted_at LIMIT $2)
      """;

  private static final String DELETE_SUGGESTIONS =
      """
      DELETE FROM suggestion WHERE suggestion_id IN (
        SELECT suggestion_id FROM suggestion
        WHERE opened_at < $1 AND ended_at < $1 AND due_at IS NULL ORDER BY opened_at LIMIT $2)
      """;

  private final Tables tables;
  private final OldRows old;

  OldPackages(Tables tables) {
    this.tables = tables;
    this.old = new OldRows(tables, Packages.ENTITY_TYPE);
  }

  /** Deletes events that were written before a moment and that a snapshot has. */
  CompletionStage<Long> deleteEvents(int firstSlice, int lastSlice, Instant before, Instant now) {
    return old.deleteCovered(firstSlice, lastSlice, before, now);
  }

  /**
   * Deletes jobs that ended before a moment and of which nobody is still to be told. A package that
   * is in quarantine is not forgotten.
   */
  CompletionStage<Long> deleteJobs(Instant before) {
    return old.delete(DELETE_JOBS, before);
  }

  /** Deletes suggestions that ended before a moment, with the orders that were given to them. */
  CompletionStage<Long> deleteSuggestions(Instant before) {
    return old.delete(DELETE_SUGGESTIONS, before);
  }

  /** Deletes all refused descriptions but the last ones. */
  CompletionStage<Long> deleteRefused(int kept) {
    return tables.update(
        DELETE_REFUSED, statement -> statement.bind(0, kept - 1L).bind(1, OldPages.PAGE));
  }

  /** Deletes entries that were sent before a moment and that no job is about. */
  CompletionStage<Long> deleteEntries(Instant before) {
    return old.delete(DELETE_ENTRIES, before);
  }

  /** Deletes snapshots of a slice, written before a moment, of packages with nothing to do. */
  CompletionStage<Long> deleteSnapshots(int slice, Instant before) {
    return old.deleteSnapshots(DELETE_SNAPSHOTS, slice, before);
  }

  /** Deletes checksums of objects of which a newer version was hashed before a moment. */
  CompletionStage<Long> deleteSuperseded(Instant before) {
    return old.delete(DELETE_SUPERSEDED, before);
  }

  /** Deletes checksums not used since a moment. */
  CompletionStage<Long> deleteChecksums(Instant before) {
    return old.delete(DELETE_CHECKSUMS, before);
  }
}
