package io.bindery.packager.tables;

import io.bindery.packager.assembly.AssemblyProgress;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the progress of jobs beside what the journal says of them. */
public final class ProgressTable {
  private static final Logger log = LoggerFactory.getLogger(ProgressTable.class);

  // It may come after the end of the job, and after nothing has happened: then nothing is told.
  private static final String WRITE =
      """
      WITH before AS (
        SELECT listed, done_bytes, hashed_bytes FROM package_job WHERE job_id = $1),
      written AS (
        UPDATE package_job SET listed = $2, listed_bytes = $3, listing_done = $4, hashed = $5,
          reused = $6, done_bytes = $7, hashed_bytes = $8, rate = $9, skipped = $10,
          skipped_keys = $11, warnings = $12
        WHERE job_id = $1 RETURNING *)
      """
          + JobChanges.told("'progress'", "now()", "written j, before b")
          + """
           WHERE j.state = 'assembling' AND (b.listed, b.done_bytes, b.hashed_bytes)
            IS DISTINCT FROM (j.listed, j.done_bytes, j.hashed_bytes)
          """;

  private final Tables tables;

  public ProgressTable(Tables tables) {
    this.tables = tables;
  }

  /** Writes how far a job is; a failure is only logged, for the next report comes soon. */
  public void report(String jobId, AssemblyProgress progress) {
    var unused =
        tables
            .update(
                WRITE,
                statement ->
                    statement
                        .bind("$1", jobId)
                        .bind("$2", progress.listed())
                        .bind("$3", progress.listedBytes())
                        .bind("$4", progress.listingDone())
                        .bind("$5", progress.hashed())
                        .bind("$6", progress.reused())
                        .bind("$7", progress.doneBytes())
                        .bind("$8", progress.hashedBytes())
                        .bind("$9", progress.rate())
                        .bind("$10", progress.skipped())
                        .bind("$11", lines(progress.skippedKeys()))
                        .bind("$12", lines(progress.warnings())))
            .whenComplete(
                (rows, failure) -> {
                  if (failure != null) {
                    log.debug("job {}: progress is not told: {}", jobId, Causes.text(failure));
                  }
                });
  }

  private static String lines(List<String> texts) {
    return Rows.storable(String.join("\n", texts));
  }
}
