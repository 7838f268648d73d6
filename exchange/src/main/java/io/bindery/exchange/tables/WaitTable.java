package io.bindery.exchange.tables;

import io.bindery.exchange.publication.Waits;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
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
        UPDATE publication SET waiting_for = $2, waiting_since = $3
        WHERE publication_id = $1 AND finished_at IS NULL AND state <> 'held'
          AND (waiting_for, waiting_since) IS DISTINCT FROM ($2::text, $3::timestamptz)
        RETURNING *),
      -- It is told beside the manifest as well, if anything is.
      beside AS (
        UPDATE exchange_told t SET change = t.change + 1,
          due_at = CASE WHEN t.attempts > 0 THEN t.due_at
            ELSE LEAST(t.due_at, now() + INTERVAL '5 seconds') END
        FROM written w WHERE t.publication_id = w.publication_id AND t.written > 0)
      """
          + PublicationChanges.told(
              "CASE WHEN p.waiting_for IS NULL THEN 'waited' ELSE 'waiting' END",
              "now()",
              "NULL::text",
              "written p");

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
                  return wait.map(it -> statement.bind("$3", it.since()))
                      .orElseGet(() -> statement.bindNull("$3", Instant.class));
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
}
