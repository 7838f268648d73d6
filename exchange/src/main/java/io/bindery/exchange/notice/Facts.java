package io.bindery.exchange.notice;

import io.bindery.platform.feed.FeedSql;

/** What is told of a publication, as SQL makes it of its row: an object of JSON. */
final class Facts {
  /** Revisions that are told one by one; the API has all. */
  private static final int REVISIONS = 100;

  /** Of a text that somebody else wrote, in characters. */
  private static final int LONGEST = 4_000;

  /** Of the row {@code p} of table {@code publication}; what is null is left out. */
  static final String JSON =
      """
      json_strip_nulls(json_build_object(
        'publication_id', p.publication_id, 'state', p.state,
        'manifest', 's3://' || p.manifest_bucket || '/' || p.manifest_key,
        'manifest_version', p.manifest_version, 'asked_by', p.asked_by,
        'product_id', p.product_id, 'data_set_id', p.data_set_id, 'mode', p.mode,
        'digest', p.digest, 'assets', p.assets, 'bytes', p.bytes, 'jobs', p.jobs,
        'assets_done', p.assets_done, 'jobs_done', p.jobs_done,
        'revisions', p.revisions, 'revisions_final', p.revisions_final,
        'reason', p.reason, 'error', left(p.error, %1$d), 'problems', nullif(p.problems, 0),
        'unchanged_since', p.unchanged_since,
        'waiting_for', left(p.waiting_for, %1$d), 'waiting_since', %2$s,
        'received_at', %3$s, 'updated_at', %4$s, 'finished_at', %5$s,
        'data_set_revisions', (
          SELECT json_agg(json_strip_nulls(json_build_object(
              'number', r.number, 'revision_id', r.revision_id, 'state', r.state,
              'assets', r.assets)) ORDER BY r.number)
          FROM publication_revision r
          WHERE r.publication_id = p.publication_id AND r.number <= %6$d)))::text
      """
          .formatted(
              LONGEST,
              FeedSql.time("p.waiting_since"),
              FeedSql.time("p.received_at"),
              FeedSql.time("p.updated_at"),
              FeedSql.time("p.finished_at"),
              REVISIONS);

  private Facts() {}
}
