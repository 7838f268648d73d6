package io.bindery.exchange.retention;

import io.bindery.platform.database.Tables;
import io.bindery.platform.retention.OldPages;
import io.bindery.platform.retention.OldRows;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** What is old in the journal of publications and in their tables, and the way to delete it. */
final class OldPublications {
  /** What belongs to no publication, or to one that ended before the moment. */
  private static final String NOT_NEEDED =
      """
      NOT EXISTS (SELECT 1 FROM publication p WHERE p.publication_id = %s
        AND (p.finished_at IS NULL OR p.finished_at >= $1))
      """;

  private static final String OLD_PLANS =
      "SELECT e.publication_id, e.plan FROM exchange_plan e WHERE e.made_at < $1 AND "
          + NOT_NEEDED.formatted("e.publication_id");

  // A plan may have a million jobs: they go before it, a page at a time.
  private static final String DELETE_JOBS =
      """
      DELETE FROM exchange_plan_job WHERE (publication_id, plan, revision, job) IN (
        SELECT j.publication_id, j.plan, j.revision, j.job FROM exchange_plan_job j
        JOIN (%s) old ON old.publication_id = j.publication_id AND old.plan = j.plan LIMIT $2)
      """
          .formatted(OLD_PLANS);

  private static final String DELETE_PLANS =
      "DELETE FROM exchange_plan WHERE (publication_id, plan) IN (%s LIMIT $2)"
          .formatted(OLD_PLANS);

  private static final String DELETE_MANIFESTS =
      """
      DELETE FROM exchange_manifest WHERE id IN (
        SELECT id FROM exchange_manifest m WHERE m.saved_at < $1 AND %s LIMIT $2)
      """
          .formatted(NOT_NEEDED.formatted("m.id"));

  private static final String DELETE_REFUSALS =
      """
      DELETE FROM exchange_refusal WHERE publication_id IN (
        SELECT publication_id FROM exchange_refusal r WHERE r.found_at < $1 AND %s LIMIT $2)
      """
          .formatted(NOT_NEEDED.formatted("r.publication_id"));

  private static final String ENDED =
      """
      SELECT p.publication_id FROM publication p
      WHERE p.received_at < $1 AND p.finished_at < $1
        AND NOT EXISTS (SELECT 1 FROM exchange_notice n WHERE n.publication_id = p.publication_id)
      """;

  // The events go before the row: without it nobody would know that they can go.
  private static final String DELETE_EVENTS =
      """
      DELETE FROM event_journal WHERE (persistence_id, seq_nr) IN (
        SELECT j.persistence_id, j.seq_nr FROM event_journal j
        JOIN (%s) old ON j.persistence_id = $3 || old.publication_id LIMIT $2)
      """
          .formatted(ENDED);

  private static final String DELETE_PUBLICATIONS =
      """
      WITH old AS (%s LIMIT $2),
        gone AS (DELETE FROM snapshot WHERE persistence_id IN (
          SELECT $3 || publication_id FROM old)),
        known AS (DELETE FROM exchange_published WHERE publication_id IN (
          SELECT publication_id FROM old))
      DELETE FROM publication WHERE publication_id IN (SELECT publication_id FROM old)
      """
          .formatted(ENDED);

  private final Tables tables;
  private final OldRows old;
  private final String entityPrefix;

  OldPublications(Tables tables, String entityType) {
    this.tables = tables;
    this.old = new OldRows(tables, entityType);
    this.entityPrefix = entityType + "|";
  }

  /** Deletes events that were written before a moment and that a snapshot has. */
  CompletionStage<Long> deleteCovered(int firstSlice, int lastSlice, Instant before, Instant now) {
    return old.deleteCovered(firstSlice, lastSlice, before, now);
  }

  /** Deletes jobs of plans whose publications ended before a moment. */
  CompletionStage<Long> deleteJobs(Instant before) {
    return old.delete(DELETE_JOBS, before);
  }

  /** Deletes those plans; their jobs must be gone. */
  CompletionStage<Long> deletePlans(Instant before) {
    return old.delete(DELETE_PLANS, before);
  }

  /** Deletes manifests of requests of publications that ended before a moment. */
  CompletionStage<Long> deleteManifests(Instant before) {
    return old.delete(DELETE_MANIFESTS, before);
  }

  /** Deletes what was wrong with manifests of publications that ended before a moment. */
  CompletionStage<Long> deleteRefusals(Instant before) {
    return old.delete(DELETE_REFUSALS, before);
  }

  /** Deletes events of publications that ended before a moment. */
  CompletionStage<Long> deleteEvents(Instant before) {
    return delete(DELETE_EVENTS, before);
  }

  /** Deletes those publications; their events must be gone. */
  CompletionStage<Long> deletePublications(Instant before) {
    return delete(DELETE_PUBLICATIONS, before);
  }

  private CompletionStage<Long> delete(String sql, Instant before) {
    return tables.update(
        sql, statement -> statement.bind(0, before).bind(1, OldPages.PAGE).bind(2, entityPrefix));
  }
}
