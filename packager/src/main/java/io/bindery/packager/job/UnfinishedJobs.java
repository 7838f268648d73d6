package io.bindery.packager.job;

import io.bindery.platform.database.Tables;
import io.bindery.platform.wake.Sweeper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Names the packages that have unfinished jobs. A named one is not named again for a while, so that
 * each has its turn and one that is busy is not told so over and over.
 */
final class UnfinishedJobs implements Sweeper.DueEntities {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private static final String TAKE =
      "UPDATE package_job SET due_at = $2 WHERE job_id IN"
          + " (SELECT job_id FROM package_job WHERE due_at <= $1 OR due_at > $4"
          + " ORDER BY due_at LIMIT $3"
          + " FOR UPDATE SKIP LOCKED)"
          + " RETURNING entity_id";

  private final Tables tables;
  private final Duration furthest;

  /**
   * @param longest no package waits longer for its next attempt: a time further ahead was written
   *     by a clock that was wrong, and counts as come
   */
  UnfinishedJobs(Tables tables, Duration longest) {
    this.tables = tables;
    this.furthest = longest.plus(PAUSE.multipliedBy(2));
  }

  @Override
  public CompletionStage<List<String>> due(Instant now, int limit) {
    return tables
        .select(
            TAKE,
            statement ->
                statement
                    .bind("$1", now)
                    .bind("$2", now.plus(PAUSE))
                    .bind("$3", limit)
                    .bind("$4", now.plus(furthest)),
            row -> row.get("entity_id", String.class))
        .thenApply(found -> found.stream().distinct().toList());
  }
}
