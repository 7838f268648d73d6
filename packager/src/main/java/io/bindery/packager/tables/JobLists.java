package io.bindery.packager.tables;

import static io.bindery.platform.database.Rows.text;
import static io.bindery.platform.database.Rows.time;

import io.bindery.packager.job.Intent;
import io.bindery.packager.quarantine.Problems;
import io.bindery.packager.state.JobState;
import io.bindery.platform.database.Conditions;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.platform.tracing.TraceContext;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads {@code package_job}. */
public final class JobLists {
  private static final String ALL =
      "SELECT * FROM package_job WHERE (accepted_at, job_id) < ($1, $2)%s"
          + " ORDER BY accepted_at DESC, job_id DESC LIMIT $%d";
  private static final int FIRST_CONDITION = 3;
  // Of each package the newest job: it tells why the package is there now.
  private static final String QUARANTINED =
      """
      SELECT * FROM package_job j
      WHERE state = 'quarantined' AND resolved_at IS %1$s AND (finished_at, job_id) < ($1, $2)
        AND NOT EXISTS (
          SELECT 1 FROM package_job n
          WHERE n.entity_id = j.entity_id AND n.state = 'quarantined' AND n.resolved_at IS %1$s
            AND (n.finished_at, n.job_id) > (j.finished_at, j.job_id))%2$s
      ORDER BY finished_at DESC, job_id DESC LIMIT $%3$d
      """;
  private static final String OF_FOLDERS =
      """
      SELECT * FROM package_job
      WHERE md5(source) IN (SELECT md5(folder) FROM unnest($1::text[]) AS folder)
        AND source = ANY($1) AND %s LIMIT $3
      """;
  private static final String SINCE =
      OF_FOLDERS.formatted(
          "(finished_at IS NULL OR finished_at >= $2) ORDER BY accepted_at, job_id");
  private static final String BEFORE =
      OF_FOLDERS.formatted("finished_at < $2 ORDER BY accepted_at DESC, job_id DESC");
  private static final String ONE = "SELECT * FROM package_job WHERE job_id = $1";

  private final Tables tables;

  public JobLists(Tables tables) {
    this.tables = tables;
  }

  /**
   * Jobs, newest first.
   *
   * @param after {@link Page#next()} of the page before
   */
  public CompletionStage<Page<JobView>> list(JobFilter filter, Optional<Cursor> after, int limit) {
    var start = after.orElse(Cursor.LATEST);
    var conditions = filter.conditions();
    int last = FIRST_CONDITION + conditions.size();
    return tables.page(
        ALL.formatted(conditions.sql(FIRST_CONDITION), last),
        statement ->
            conditions.bind(
                statement.bind("$1", start.time()).bind("$2", start.id()), FIRST_CONDITION),
        last - 1,
        JobLists::view,
        job -> new Cursor(job.times().acceptedAt(), job.jobId()),
        limit);
  }

  /**
   * The packages in quarantine, each by the last job that brought it there; newest first.
   *
   * @param over those of which it is over instead
   * @param after {@link Page#next()} of the page before
   */
  public CompletionStage<Page<JobView>> quarantined(
      boolean over,
      Optional<String> registry,
      Optional<String> packageName,
      Optional<Cursor> after,
      int limit) {
    var start = after.orElse(Cursor.LATEST);
    var conditions =
        Conditions.NONE.and("registry = ?", registry).and("package_name = ?", packageName);
    int last = FIRST_CONDITION + conditions.size();
    return tables.page(
        QUARANTINED.formatted(over ? "NOT NULL" : "NULL", conditions.sql(FIRST_CONDITION), last),
        statement ->
            conditions.bind(
                statement.bind("$1", start.time()).bind("$2", start.id()), FIRST_CONDITION),
        last - 1,
        JobLists::view,
        job -> new Cursor(job.lastAt(), job.jobId()),
        limit);
  }

  /**
   * The jobs of some folders that had not ended at a moment, or came later; oldest first.
   *
   * @param folders as {@link JobView#source()} has them
   */
  public CompletionStage<List<JobView>> since(List<String> folders, Instant moment, int limit) {
    return ofFolders(SINCE, folders, moment, limit);
  }

  /** The last job of some folders that had ended before a moment. */
  public CompletionStage<Optional<JobView>> lastBefore(List<String> folders, Instant moment) {
    return ofFolders(BEFORE, folders, moment, 1).thenApply(jobs -> jobs.stream().findFirst());
  }

  private CompletionStage<List<JobView>> ofFolders(
      String sql, List<String> folders, Instant moment, int limit) {
    return tables.select(
        sql,
        statement ->
            statement
                .bind("$1", folders.toArray(String[]::new))
                .bind("$2", moment)
                .bind("$3", limit),
        JobLists::view);
  }

  public CompletionStage<Optional<JobView>> find(String jobId) {
    return one(jobId).thenApply(found -> found.map(Known::view));
  }

  /**
   * A job with what its package must be told of it.
   *
   * @param description none for a job that was accepted by an older version
   * @param trace where the job stands in its trace
   * @param intent what the job may do
   */
  public record Known(
      JobView view,
      String entityId,
      Optional<String> description,
      Optional<TraceContext> trace,
      Intent intent) {}

  /** One job with what its package must be told of it; nothing if there is no such job. */
  public CompletionStage<Optional<Known>> one(String jobId) {
    return tables
        .select(
            ONE,
            statement -> statement.bind("$1", jobId),
            row ->
                new Known(
                    view(row),
                    row.get("entity_id", String.class),
                    text(row, "description"),
                    text(row, "trace_parent").flatMap(TraceContext::ofW3c),
                    text(row, "intent").flatMap(Intent::of).orElse(Intent.AUTOMATIC)))
        .thenApply(rows -> rows.stream().findFirst());
  }

  private static JobView view(Row row) {
    return new JobView(
        row.get("job_id", String.class),
        new JobView.Subject(
            row.get("registry", String.class),
            row.get("package_name", String.class),
            row.get("source", String.class)),
        new JobView.Standing(
            state(row.get("state", String.class)),
            row.get("requests", Integer.class),
            row.get("attempt", Integer.class)),
        fault(row),
        new JobView.Result(
            number(row, "files"),
            number(row, "bytes"),
            text(row, "top_hash"),
            text(row, "pointer")),
        new JobView.Times(
            row.get("accepted_at", Instant.class),
            time(row, "started_at"),
            row.get("updated_at", Instant.class),
            time(row, "finished_at")),
        resolution(row),
        new JobView.Orders(
            text(row, "asked_by"), text(row, "retried_by"), text(row, "cancelled_by")),
        new JobView.Origin(List.of(row.get("batches", String[].class)), text(row, "trace_id")),
        lines(row, "warnings"),
        notice(row),
        number(row, "listed").map(listed -> progress(row, listed)));
  }

  private static JobView.Fault fault(Row row) {
    return new JobView.Fault(
        text(row, "error"),
        text(row, "reason"),
        text(row, "errors").map(Problems::of).orElse(List.of()),
        text(row, "quarantine"));
  }

  private static JobView.Resolution resolution(Row row) {
    return new JobView.Resolution(
        time(row, "resolved_at"),
        text(row, "resolved_by"),
        text(row, "dismissed_by")
            .map(by -> new JobView.Dismissal(by, text(row, "dismissed_for").orElse(""))));
  }

  private static JobState state(String word) {
    return JobState.of(word)
        .orElseThrow(() -> new IllegalStateException("package_job has a state " + word));
  }

  private static Optional<JobView.NoticeView> notice(Row row) {
    var sentAt = time(row, "notice_sent_at");
    return sentAt.isPresent() || time(row, "notice_due_at").isPresent()
        ? Optional.of(new JobView.NoticeView(sentAt, text(row, "notice_error")))
        : Optional.empty();
  }

  private static JobView.Progress progress(Row row, long listed) {
    return new JobView.Progress(
        listed,
        row.get("listed_bytes", Long.class),
        row.get("listing_done", Boolean.class),
        row.get("hashed", Long.class),
        row.get("reused", Long.class),
        row.get("done_bytes", Long.class),
        row.get("hashed_bytes", Long.class),
        row.get("rate", Long.class),
        row.get("skipped", Long.class),
        lines(row, "skipped_keys"));
  }

  private static List<String> lines(Row row, String column) {
    return text(row, column)
        .filter(lines -> !lines.isEmpty())
        .map(lines -> lines.lines().toList())
        .orElse(List.of());
  }

  private static Optional<Long> number(Row row, String column) {
    return Rows.optional(row, column, Long.class);
  }
}
