package io.bindery.service.canary;

import akka.Done;
import io.bindery.platform.canary.CanarySettings;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The table {@code canary_run}. All times are the database's, so no clock of a node makes a canary
 * too many or too few.
 */
final class CanaryRows {
  /** Beyond so many that cannot be removed, no more are made. */
  static final int MOST_UNCLEANED = 1_000;

  private static final int KEPT = 1_000;

  // What has not come yet was written while the clock was ahead: it keeps no canary from starting,
  // and
  // stands before none that is made from now on.
  private static final String BACK_FROM_FUTURE =
      """
      UPDATE canary_run SET slot = CASE WHEN slot > now() THEN NULL ELSE slot END,
        started_at = least(started_at, now()), ended_at = least(ended_at, now())
      WHERE (started_at > now() AND ended_at IS NOT NULL) OR slot > now()
      """;

  private static final String START =
      """
      INSERT INTO canary_run (run_id, slot, bucket, object_key, registry, package_name)
      SELECT $1, this.slot, $2, $3, $4, $5
      FROM (SELECT to_timestamp(floor(extract(epoch FROM now()) * 1000 / $6) * $6 / 1000) AS slot) this
      WHERE NOT EXISTS (SELECT 1 FROM canary_run WHERE slot >= this.slot)
        AND (SELECT count(*) FROM canary_run WHERE ended_at IS NOT NULL AND cleaned_at IS NULL) < $7
      ON CONFLICT DO NOTHING
      """;

  private static final String ORDER =
      """
      INSERT INTO canary_run (run_id, asked_by, bucket, object_key, registry, package_name)
      VALUES ($1, $6, $2, $3, $4, $5) ON CONFLICT DO NOTHING
      """;

  private static final String OPEN = "SELECT * FROM canary_run WHERE ended_at IS NULL";
  private static final String ONE = "SELECT * FROM canary_run WHERE run_id = $1";

  private static final String PUT =
      "UPDATE canary_run SET put_at = now(), version_id = $2, step = 'notice', step_at = now(),"
          + " words = NULL, way_out = NULL WHERE run_id = $1 AND put_at IS NULL";

  private static final String AT =
      """
      UPDATE canary_run SET step_at = CASE WHEN step = $2 THEN step_at ELSE now() END, step = $2, words = $3,
        way_out = $4, job_id = COALESCE($5, job_id), top_hash = COALESCE($6, top_hash),
        pointer = COALESCE($7, pointer),
        outcome = $8, ended_at = CASE WHEN $8::text IS NULL THEN NULL ELSE now() END
      WHERE run_id = $1 AND ended_at IS NULL
      """;

  private static final String LOSE =
      """
      UPDATE canary_run SET outcome = 'lost', ended_at = now()
      WHERE ended_at IS NULL AND (started_at <= now() - $1 * INTERVAL '1 millisecond'
        OR started_at > now() + $1 * INTERVAL '1 millisecond')
      """;

  // The last one that passed stays, so that the registry shows one. What could not be removed once,
  // as its bucket is gone, must not keep the others from being removed: so they come in any order.
  private static final String UNCLEANED =
      """
      SELECT * FROM canary_run WHERE ended_at IS NOT NULL AND cleaned_at IS NULL
        AND run_id IS DISTINCT FROM (
          SELECT run_id FROM canary_run WHERE outcome = 'passed' ORDER BY started_at DESC, run_id DESC LIMIT 1)
      ORDER BY cleaning_error IS NOT NULL, random() LIMIT $1
      """;

  private static final String CLEANED =
      "UPDATE canary_run SET cleaned_at = now(), cleaning_error = $2 WHERE run_id = $1";
  private static final String NOT_CLEANED =
      "UPDATE canary_run SET cleaning_error = $2 WHERE run_id = $1";

  private static final String FORGET =
      """
      DELETE FROM canary_run WHERE cleaned_at IS NOT NULL AND started_at < (
        SELECT started_at FROM canary_run ORDER BY started_at DESC OFFSET $1 LIMIT 1)
      """;

  private static final String LIST =
      """
      SELECT * FROM canary_run WHERE (started_at, run_id) < ($1, $2)
      ORDER BY started_at DESC, run_id DESC LIMIT $3
      """;

  private static final String LAST =
      "SELECT * FROM canary_run ORDER BY (ended_at IS NULL) DESC, started_at DESC, run_id DESC LIMIT 2";

  private static final String SUMMARY =
      """
      SELECT now(), (SELECT max(ended_at) FROM canary_run WHERE outcome = 'passed'),
        (SELECT count(*) FROM canary_run WHERE ended_at IS NOT NULL AND cleaned_at IS NULL),
        (SELECT cleaning_error FROM canary_run WHERE cleaned_at IS NOT NULL OR cleaning_error IS NOT NULL
         ORDER BY started_at DESC LIMIT 1)
      """;

  private final Tables tables;

  CanaryRows(Tables tables) {
    this.tables = tables;
  }

  /** Starts the canary of now, unless it has been, or one is under way. */
  CompletionStage<Long> start(CanarySettings.Place place, Duration every) {
    var id = UUID.randomUUID().toString();
    return tables
        .update(BACK_FROM_FUTURE, statement -> statement)
        .thenCompose(
            done ->
                tables.update(
                    START,
                    statement ->
                        statement
                            .bind("$1", id)
                            .bind("$2", place.bucket())
                            .bind("$3", key(place, id))
                            .bind("$4", place.registry())
                            .bind("$5", place.packageName().value())
                            .bind("$6", every.toMillis())
                            .bind("$7", MOST_UNCLEANED)));
  }

  /** One that is ordered; if another is under way, that one. */
  CompletionStage<CanaryRun> order(CanarySettings.Place place, String by) {
    var id = UUID.randomUUID().toString();
    return tables
        .update(
            ORDER,
            statement ->
                statement
                    .bind("$1", id)
                    .bind("$2", place.bucket())
                    .bind("$3", key(place, id))
                    .bind("$4", place.registry())
                    .bind("$5", place.packageName().value())
                    .bind("$6", Rows.storable(by)))
        .thenCompose(rows -> rows > 0 ? one(id) : open())
        .thenCompose(
            found ->
                found
                    .<CompletionStage<CanaryRun>>map(CompletableFuture::completedFuture)
                    // The one that was under way has just ended.
                    .orElseGet(() -> order(place, by)));
  }

  private static String key(CanarySettings.Place place, String id) {
    return place.folder(id) + "canary.json";
  }

  CompletionStage<Optional<CanaryRun>> open() {
    return tables.select(OPEN, it -> it, CanaryRows::run).thenApply(CanaryRows::first);
  }

  CompletionStage<Optional<CanaryRun>> one(String id) {
    return tables
        .select(ONE, it -> it.bind("$1", Rows.storable(id)), CanaryRows::run)
        .thenApply(CanaryRows::first);
  }

  /** The last ones, newest first. */
  CompletionStage<Page<CanaryRun>> list(Optional<Cursor> after, int limit) {
    var start = after.orElse(Cursor.LATEST);
    return tables.page(
        LIST,
        statement -> statement.bind(0, start.time()).bind(1, start.id()),
        2,
        CanaryRows::run,
        run -> new Cursor(run.startedAt(), run.runId()),
        limit);
  }

  CompletionStage<Done> put(CanaryRun run, Optional<String> versionId) {
    return done(
        tables.update(
            PUT,
            statement -> Rows.bind(statement.bind(0, run.runId()), 1, versionId, String.class)));
  }

  /** How far it is. */
  CompletionStage<Done> at(CanaryRun run, CanaryWay.Seen seen) {
    return done(
        tables.update(
            AT,
            statement -> {
              statement.bind(0, run.runId()).bind(1, seen.step().word());
              Rows.bind(statement, 2, seen.words().map(Rows::storable), String.class);
              Rows.bind(statement, 3, seen.wayOut().map(Rows::storable), String.class);
              Rows.bind(statement, 4, seen.jobId(), String.class);
              Rows.bind(statement, 5, seen.topHash(), String.class);
              Rows.bind(statement, 6, seen.pointer(), String.class);
              return Rows.bind(
                  statement, 7, seen.outcome().map(CanaryRun.Outcome::word), String.class);
            }));
  }

  /** Ends the one that is under way if it has been for so long. */
  CompletionStage<Long> lose(Duration after) {
    return tables.update(LOSE, statement -> statement.bind(0, after.toMillis()));
  }

  /** Some of which something may be left, untried ones first; not the last one that passed. */
  CompletionStage<List<CanaryRun>> uncleaned(int limit) {
    return tables.select(UNCLEANED, statement -> statement.bind(0, limit), CanaryRows::run);
  }

  /**
   * What it made was removed.
   *
   * @param left what of it cannot be
   */
  CompletionStage<Done> cleaned(CanaryRun run, Optional<String> left) {
    return done(
        tables.update(
            CLEANED,
            statement ->
                Rows.bind(
                    statement.bind(0, run.runId()), 1, left.map(Rows::storable), String.class)));
  }

  CompletionStage<Done> notCleaned(CanaryRun run, String reason) {
    return done(
        tables.update(
            NOT_CLEANED,
            statement -> statement.bind(0, run.runId()).bind(1, Rows.storable(reason))));
  }

  /** Deletes old rows, of which nothing is left but the row. */
  CompletionStage<Done> forget() {
    return done(tables.update(FORGET, statement -> statement.bind(0, KEPT)));
  }

  /** What health is made of. */
  CompletionStage<CanaryFacts> facts() {
    return tables
        .select(LAST, it -> it, CanaryRows::run)
        .thenCombine(
            tables.select(
                SUMMARY,
                it -> it,
                row ->
                    new CanaryFacts(
                        row.get(0, Instant.class),
                        List.of(),
                        Rows.time(row, 1),
                        row.get(2, Long.class),
                        Rows.text(row, 3))),
            (last, summary) -> summary.get(0).of(last));
  }

  private static Optional<CanaryRun> first(List<CanaryRun> found) {
    return found.stream().findFirst();
  }

  private static CompletionStage<Done> done(CompletionStage<Long> rows) {
    return rows.thenApply(count -> Done.done());
  }

  private static CanaryRun run(Row row) {
    return new CanaryRun(
        row.get("run_id", String.class),
        new CanaryRun.Cause(Rows.time(row, "slot"), Rows.text(row, "asked_by")),
        new CanaryRun.Target(
            row.get("bucket", String.class),
            row.get("object_key", String.class),
            row.get("registry", String.class),
            row.get("package_name", String.class),
            Rows.text(row, "version_id")),
        row.get("started_at", Instant.class),
        Rows.time(row, "put_at"),
        new CanaryRun.Standing(
            CanaryStep.of(row.get("step", String.class)),
            row.get("step_at", Instant.class),
            Rows.text(row, "words"),
            Rows.text(row, "way_out")),
        new CanaryRun.Revision(
            Rows.text(row, "job_id"), Rows.text(row, "top_hash"), Rows.text(row, "pointer")),
        Rows.time(row, "ended_at"),
        Rows.text(row, "outcome").map(CanaryRun.Outcome::of),
        new CanaryRun.Cleaning(Rows.time(row, "cleaned_at"), Rows.text(row, "cleaning_error")));
  }
}
