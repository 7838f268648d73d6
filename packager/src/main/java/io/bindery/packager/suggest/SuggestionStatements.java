package io.bindery.packager.suggest;

import io.bindery.packager.draft.DraftText;
import io.bindery.packager.job.JobId;
import io.bindery.packager.job.PackageEvent.PackageSuggested;
import io.bindery.platform.database.Rows;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Opens or renews the suggestion of a job that has made a draft, in the transaction that ends the
 * job: there is one for each such end, and one open one for each folder.
 */
public final class SuggestionStatements {
  // The draft that knows more edits counts: an edit has the folder looked at anew, and a look that
  // began before it may end later. What an edit brought about is no renewal.
  private static final String WRITE =
      """
      INSERT INTO suggestion (suggestion_id, version, state, reason, owned, registry, package_name,
        source, source_bucket, source_prefix, asked_name, description, draft, drafted_edits,
        draft_job_id, batches, opened_at, updated_at, expires_at)
      SELECT $3, 1, 'open', $4, $5, j.registry, j.package_name, j.source, j.source_bucket,
        j.source_prefix, %s, j.description, $6, $7, j.job_id, j.batches, $2, $2, $8
      FROM package_job j WHERE j.job_id = $1
      ON CONFLICT (registry, md5(source), asked_name) WHERE state = 'open' DO UPDATE SET
        version = suggestion.version + 1,
        reason = CASE WHEN EXCLUDED.drafted_edits > suggestion.drafted_edits
          THEN suggestion.reason ELSE EXCLUDED.reason END,
        owned = CASE WHEN EXCLUDED.drafted_edits > suggestion.drafted_edits
          THEN suggestion.owned ELSE EXCLUDED.owned END,
        renewals = suggestion.renewals
          + CASE WHEN EXCLUDED.drafted_edits > suggestion.drafted_edits THEN 0 ELSE 1 END,
        description = EXCLUDED.description,
        package_name = COALESCE(suggestion.edited_name, EXCLUDED.package_name),
        draft = CASE WHEN EXCLUDED.drafted_edits >= suggestion.drafted_edits
          THEN EXCLUDED.draft ELSE suggestion.draft END,
        draft_job_id = CASE WHEN EXCLUDED.drafted_edits >= suggestion.drafted_edits
          THEN EXCLUDED.draft_job_id ELSE suggestion.draft_job_id END,
        drafted_edits = greatest(EXCLUDED.drafted_edits, suggestion.drafted_edits),
        batches = (SELECT known.ids[greatest(1, cardinality(known.ids) - 999):]
          FROM (SELECT suggestion.batches || ARRAY(SELECT id FROM unnest(EXCLUDED.batches) AS id
            WHERE id <> ALL (suggestion.batches)) AS ids) known),
        updated_at = EXCLUDED.updated_at, expires_at = EXCLUDED.expires_at
      """
          .formatted(SuggestionSql.ASKED_NAME);

  private static final String TOLD =
      SuggestionSql.told(
          "CASE WHEN s.version = 1 THEN 'opened' ELSE 'renewed' END",
          "suggestion s JOIN package_job j ON j.job_id = $1 AND j.registry = s.registry"
              + " AND md5(j.source) = md5(s.source) AND s.state = 'open' AND s.asked_name = "
              + SuggestionSql.ASKED_NAME);

  // A later batch of the folder, or an edit, renews what somebody was told of.
  private static final String NOTICE =
      "UPDATE package_job SET notice_due_at = $2 WHERE job_id = $1 AND EXISTS (SELECT 1 FROM "
          + SuggestionSql.OPENED_BY
          + ")";

  private SuggestionStatements() {}

  /**
   * What the event writes; the table of jobs has its job.
   *
   * @param expireAfter how long nobody may decide
   * @param isTold whether anybody is told of suggestions
   */
  public static List<Statement> of(
      Connection connection,
      PackageSuggested event,
      Optional<Duration> expireAfter,
      boolean isTold) {
    var write =
        connection
            .createStatement(WRITE)
            .bind("$1", event.jobId())
            .bind("$2", event.at())
            .bind("$3", JobId.hash(event.jobId(), event.at().toString()))
            .bind("$4", event.owned().isPresent() ? "owned" : "policy")
            .bind("$6", Rows.storable(DraftText.of(event.draft())))
            .bind("$7", event.draft().edits());
    event
        .owned()
        .ifPresentOrElse(it -> write.bind("$5", it), () -> write.bindNull("$5", String.class));
    expireAfter.ifPresentOrElse(
        it -> write.bind("$8", event.at().plus(it)), () -> write.bindNull("$8", Instant.class));
    var told = connection.createStatement(TOLD).bind("$1", event.jobId());
    return isTold
        ? List.of(
            write,
            told,
            connection.createStatement(NOTICE).bind("$1", event.jobId()).bind("$2", event.at()))
        : List.of(write, told);
  }
}
