package io.bindery.packager.suggest;

import io.bindery.platform.feed.FeedSql;

/** What statements on {@code suggestion} have in common. */
final class SuggestionSql {
  /**
   * Whether a job asks for a suggestion: a folder that a batch announced has one whatever its name.
   */
  static final String ASKED_NAME =
      "CASE WHEN cardinality(j.batches) > 0 THEN '' ELSE j.package_name END";

  /** The open suggestion {@code s} that job {@code $1} opened, and did not renew. */
  static final String OPENED_BY =
      "suggestion s JOIN package_job j ON j.registry = s.registry AND md5(j.source) = md5(s.source)"
          + " AND j.source = s.source AND j.finished_at = s.opened_at"
          + " WHERE j.job_id = $1 AND s.state = 'open' AND s.asked_name = "
          + ASKED_NAME;

  private SuggestionSql() {}

  /**
   * A statement that tells the feed of suggestions.
   *
   * @param event what happened, as SQL
   * @param from where they are, by the name {@code s}
   */
  static String told(String event, String from) {
    var fields =
        "'suggestion_id', s.suggestion_id, 'version', s.version, 'reason', s.reason,"
            + " 'bucket', s.source_bucket, 'prefix', s.source_prefix, 'source', s.source,"
            + " 'registry', s.registry, 'package_name', s.package_name, 'owned', s.owned,"
            + " 'draft_job_id', s.draft_job_id, 'job_id', s.job_id, 'renewals', s.renewals,"
            + " 'opened_at', %s, 'expires_at', %s, 'ended_at', %s,"
                .formatted(
                    FeedSql.time("s.opened_at"),
                    FeedSql.time("s.expires_at"),
                    FeedSql.time("s.ended_at"))
            + " 'ended_by', s.ended_by, 'ended_for', s.ended_for";
    return FeedSql.INSERT
        + "SELECT 'suggestion', s.source_bucket, s.source_prefix, %s FROM %s"
            .formatted(FeedSql.doc("'suggestion'", event, "s.state", "s.updated_at", fields), from);
  }
}
