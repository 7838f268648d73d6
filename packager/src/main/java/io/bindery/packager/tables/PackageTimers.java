package io.bindery.packager.tables;

import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.platform.wake.Timer;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What the packager will do by the clock alone: try jobs again, let suggestions expire, tell of
 * jobs, send to lineage again, and refresh file shares.
 */
public final class PackageTimers implements Timer.Owner {
  private static final String NEXT =
      """
      SELECT * FROM (
        (SELECT due_at AS at, 'job' AS kind, job_id AS id, registry, package_name, attempt, error,
          source_bucket, source_prefix
        FROM package_job
        WHERE state = 'retrying' AND due_at >= $1 AND due_at < $3
          AND (due_at > $1 OR 'job:' || job_id > $2 COLLATE "C")
        ORDER BY due_at, job_id LIMIT $4)
        UNION ALL
        (SELECT expires_at, 'suggestion', suggestion_id, registry, package_name, NULL, NULL,
          source_bucket, source_prefix
        FROM suggestion
        WHERE state = 'open' AND expires_at >= $1 AND expires_at < $3
          AND (expires_at > $1 OR 'suggestion:' || suggestion_id > $2 COLLATE "C")
        ORDER BY expires_at, suggestion_id LIMIT $4)
        UNION ALL
        (SELECT notice_due_at, 'job-notice', job_id, registry, package_name, attempt, notice_error,
          source_bucket, source_prefix
        FROM package_job
        WHERE notice_due_at >= $1 AND notice_due_at < $3
          AND (notice_due_at > $1 OR 'job-notice:' || job_id > $2 COLLATE "C")
        ORDER BY notice_due_at, job_id LIMIT $4)
        UNION ALL
        (SELECT l.due_at, 'lineage-event', l.id::text, l.target, l.job_id, l.attempts, l.error,
          NULL, NULL
        FROM lineage_event l
        WHERE l.set_aside_at IS NULL AND l.attempts > 0 AND l.due_at >= $1 AND l.due_at < $3
          AND (l.due_at > $1 OR 'lineage-event:' || l.id::text > $2 COLLATE "C")
        ORDER BY l.due_at, l.id::text LIMIT $4)
        UNION ALL
        (SELECT due_at, 'refresh', share, share, array_to_string(folders, ', '), attempts, words,
          NULL, NULL
        FROM gateway_refresh
        WHERE state = 'waiting' AND due_at >= $1 AND due_at < $3
          AND (due_at > $1 OR 'refresh:' || share > $2 COLLATE "C")
        ORDER BY due_at, share LIMIT $4)) parts
      ORDER BY at, kind || ':' || id COLLATE "C" LIMIT $4
      """;

  private final Tables tables;

  public PackageTimers(Tables tables) {
    this.tables = tables;
  }

  @Override
  public CompletionStage<List<Timer>> next(Cursor after, Instant before, int limit) {
    return tables.select(
        NEXT,
        statement ->
            statement.bind(0, after.time()).bind(1, after.id()).bind(2, before).bind(3, limit),
        PackageTimers::timer);
  }

  private static Timer timer(Row row) {
    var kind = row.get("kind", String.class);
    return new Timer(
        row.get("at", Instant.class),
        kind,
        row.get("id", String.class),
        switch (kind) {
          case "job" -> "tries-again";
          case "suggestion" -> "expires";
          case "job-notice" -> "tells";
          case "lineage-event" -> "sends";
          default -> "refreshes";
        },
        words(kind, row),
        Rows.text(row, "source_bucket"),
        Rows.text(row, "source_prefix"));
  }

  private static String words(String kind, Row row) {
    var where = row.get("registry", String.class);
    var what = row.get("package_name", String.class);
    var name = "%s in s3://%s".formatted(what, where);
    var error = Rows.text(row, "error");
    return switch (kind) {
      case "job" ->
          "the job of package %s is tried again, as its last attempt failed: %s"
              .formatted(name, error.orElse("no reason is known"));
      case "suggestion" ->
          "the suggestion of package %s expires, unless somebody decides".formatted(name);
      case "job-notice" ->
          "the end of the job of package %s is told%s".formatted(name, again(error));
      case "lineage-event" ->
          "what became of job %s is sent to lineage (%s)%s".formatted(what, where, again(error));
      default -> "folders %s of share %s are refreshed%s".formatted(what, where, again(error));
    };
  }

  private static String again(Optional<String> error) {
    return error.map(", as the last attempt failed: "::concat).orElse("");
  }
}
