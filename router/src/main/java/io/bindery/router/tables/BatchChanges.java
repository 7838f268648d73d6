package io.bindery.router.tables;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Tables;
import io.bindery.platform.feed.FeedSettings;
import io.bindery.platform.feed.FeedSql;
import io.bindery.platform.wake.Rounds;
import java.time.Duration;

/** What the feed of changes tells of batches, with the names that the lists have. */
public final class BatchChanges {
  private static final int ROUNDS_PER_SECOND = 4;

  // A row that a batch is just writing is left to the next round. A time that lies ahead was
  // written by a clock that was wrong. No DueRows: what is found is told by the same statement, so
  // nothing is leased.
  private static final String PROGRESS =
      """
      WITH due AS (
        SELECT entity_id FROM open_batch
        WHERE untold AND (told_at <= now() - make_interval(secs => $1) OR told_at > now())
        ORDER BY told_at LIMIT $2 FOR UPDATE SKIP LOCKED),
      told AS (
        UPDATE open_batch o SET untold = FALSE, told_at = now()
        FROM due WHERE o.entity_id = due.entity_id RETURNING o.*)
      """
          + FeedSql.INSERT
          + """
          SELECT 'batch', o.bucket, o.prefix, %s
          FROM told o LEFT JOIN paused_batch p ON p.entity_id = o.entity_id
          """
              .formatted(
                  open(
                      "'progress'", "CASE WHEN p.entity_id IS NULL THEN 'open' ELSE 'paused' END"));

  private BatchChanges() {}

  /**
   * Has one node of the cluster tell how far open batches are: of each from time to time, and what
   * is true then.
   */
  public static void start(ActorSystem<?> system, FeedSettings settings) {
    var tables = Tables.of(system);
    double every = settings.progressEvery().toMillis() / 1000.0;
    int atOnce = Math.max(1, settings.progressPerSecond() / ROUNDS_PER_SECOND);
    Rounds.start(
        system,
        NodeRole.ROUTER,
        "batch-progress",
        Duration.ofSeconds(1).dividedBy(ROUNDS_PER_SECOND),
        () ->
            tables
                .update(PROGRESS, statement -> statement.bind(0, every).bind(1, atOnce))
                .thenApply(rows -> Done.done()));
  }

  /** The document of an open batch, of the row {@code o}. */
  static String open(String event, String state) {
    return FeedSql.doc(
        "'batch'",
        event,
        state,
        "now()",
        "'bucket', o.bucket, 'prefix', o.prefix, 'files', o.files, 'bytes', o.bytes,"
            + " 'first_event_time', %s, 'last_event_time', %s, 'due_at', %s"
                .formatted(
                    FeedSql.time("o.first_event_time"),
                    FeedSql.time("o.last_event_time"),
                    FeedSql.time("o.due_at")));
  }

  /** The document of a closed batch, of the row {@code c}. */
  static String closed(String event, String at, String target) {
    return FeedSql.doc(
        "'batch'",
        event,
        "CASE WHEN c.announced_at IS NULL THEN 'closed' ELSE 'announced' END",
        at,
        "'batch_id', c.batch_id, 'bucket', c.bucket, 'prefix', c.prefix, 'files', c.files,"
            + " 'bytes', c.bytes, 'reason', c.reason, 'target', %s, 'first_event_time', %s,"
                .formatted(target, FeedSql.time("c.first_event_time"))
            + " 'last_event_time', %s, 'closed_at', %s, 'announced_at', %s"
                .formatted(
                    FeedSql.time("c.last_event_time"),
                    FeedSql.time("c.closed_at"),
                    FeedSql.time("c.announced_at")));
  }
}
