package io.bindery.packager.tables;

import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.platform.wake.Timer;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What the packager will do by the clock alone: try jobs again, and let suggestions expire. */
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
        ORDER BY expires_at, suggestion_id LIMIT $4)) parts
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
    boolean job = row.get("kind", String.class).equals("job");
    var name =
        "%s in s3://%s"
            .formatted(row.get("package_name", String.class), row.get("registry", String.class));
    return new Timer(
        row.get("at", Instant.class),
        row.get("kind", String.class),
        row.get("id", String.class),
        job ? "tries-again" : "expires",
        job
            ? "the job of package %s is tried again, as its last attempt failed: %s"
                .formatted(name, Rows.text(row, "error").orElse("no reason is known"))
            : "the suggestion of package %s expires, unless somebody decides".formatted(name),
        Rows.text(row, "source_bucket"),
        Rows.text(row, "source_prefix"));
  }
}
