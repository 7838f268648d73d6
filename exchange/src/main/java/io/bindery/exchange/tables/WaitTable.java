package io.bindery.exchange.tables;

import io.bindery.exchange.publication.Waits;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what publications wait for; a failure is only logged, for the next report replaces it. */
final class WaitTable implements Waits {
  private static final Logger log = LoggerFactory.getLogger(WaitTable.class);

  // It may come after the end, and then nothing is told.
  private static final String WRITE =
      """
      WITH written AS (
        UPDATE publication p SET waiting_for = $2, waiting_since = $3, wake_at = $4
        FROM publication before
        WHERE p.publication_id = $1 AND before.publication_id = p.publication_id
          AND p.finished_at IS NULL AND p.state <> 'held'
          AND (p.waiting_for, p.waiting_since, p.wake_at)
            IS DISTINCT FROM ($2::text, $3::timestamptz, $4::timestamptz)
        -- Another attempt at the same is no news.
        RETURNING p.*, (before.waiting_for, before.waiting_since)
          IS DISTINCT FROM ($2::text, $3::timestamptz) AS news),
      -- It is told beside the manifest as well, if anything is.
      beside AS (
        UPDATE exchange_told t SET change = t.change + 1,
          due_at = CASE WHEN t.attempts > 0 THEN t.due_at
            ELSE LEAST(t.due_at, now() + INTERVAL '5 seconds') END
        FROM written w WHERE t.publication_id = w.publication_id AND t.written > 0 AND w.news)
      """
          + PublicationChanges.told(
              "CASE WHEN p.waiting_for IS NULL THEN 'waited' ELSE 'waiting' END",
              "now()",
              "NULL::text",
              "written p WHERE p.news");

  private final Tables tables;

  WaitTable(Tables tables) {
    this.tables = tables;
  }

  @Override
  public void waits(String publicationId, Optional<Wait> wait) {
    var unused =
        tables
            .update(
                WRITE,
                statement -> {
                  statement.bind("$1", publicationId);
                  Changes.text(statement, "$2", wait.map(Wait::what));
                  time(statement, "$3", wait.map(Wait::since));
                  return time(statement, "$4", wait.flatMap(Wait::until));
                })
            .whenComplete(
                (rows, failure) -> {
                  if (failure != null) {
                    log.debug(
                        "publication {}: what it waits for is not told: {}",
                        publicationId,
                        Causes.text(failure));
                  }
                });
  }

  private static Statement time(Statement statement, String parameter, Optional<Instant> time) {
    return time.map(it -> statement.bind(parameter, it))
        .orElseGet(() -> statement.bindNull(parameter, Instant.class));
  }
}
