package io.bindery.router.reconcile;

import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The table {@code reconciliation}. */
final class ReconcileRows {
  private static final String COLUMNS =
      "id, bucket, prefix, state, since, everything, asked_by, asked_at, started_at, listed,"
          + " ignored, recent, settled, known, missing, ended_at, ended_by, error";

  private static final String ADD =
      """
      INSERT INTO reconciliation (id, bucket, prefix, state, since, everything, asked_by, asked_at)
      VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $7)
      ON CONFLICT DO NOTHING
      """;

  private static final String ACTIVE =
      "SELECT "
          + COLUMNS
          + " FROM reconciliation WHERE bucket = $1 AND prefix = $2"
          + " AND state IN ('waiting', 'running')";

  private static final String BY_ID = "SELECT " + COLUMNS + " FROM reconciliation WHERE id = $1";

  private static final String LIST =
      "SELECT "
          + COLUMNS
          + ", number FROM reconciliation WHERE number < $1 AND ($2 = '' OR bucket = $2)"
          + " ORDER BY number DESC LIMIT $3";

  private static final String LAST_ASKED =
      "SELECT asked_at FROM reconciliation WHERE bucket = $1 AND prefix = ''"
          + " ORDER BY number DESC LIMIT 1";

  private static final String LAST_ASKED_OF_ALL =
      """
      SELECT b.bucket, (SELECT asked_at FROM reconciliation r
        WHERE r.bucket = b.bucket AND r.prefix = '' ORDER BY number DESC LIMIT 1) AS asked_at
      FROM unnest($1::text[]) AS b (bucket)
      """;

  // They are few: of a bucket and prefix one at a time.
  private static final String OPEN =
      """
      SELECT * FROM (
        SELECT id, bucket, prefix, state, asked_at, next_try_at,
          COALESCE(next_try_at, asked_at) AS at
        FROM reconciliation WHERE state IN ('waiting', 'running')) open
      WHERE at >= $1 AND at < $2 AND (state = 'waiting' OR next_try_at IS NOT NULL)
      ORDER BY at, id LIMIT $3
      """;

  // One that was begun goes on first. What an earlier one found complete is looked up once, when
  // it begins.
  private static final String TAKE =
      """
      WITH next AS (
        SELECT id AS next_id, bucket AS b, prefix AS p FROM reconciliation
        WHERE state IN ('waiting', 'running')
          AND (next_try_at IS NULL OR next_try_at <= $2 OR next_try_at > $2 + INTERVAL '1 hour')
        ORDER BY state, number LIMIT 1),
      mark AS (
        SELECT MAX(r.complete_until) AS at FROM reconciliation r, next
        WHERE r.bucket = next.b AND r.state = 'done' AND starts_with(next.p, r.prefix))
      UPDATE reconciliation SET state = 'running', runner = $1,
        started_at = COALESCE(started_at, $2),
        settled_before = CASE WHEN started_at IS NOT NULL THEN settled_before
          WHEN everything THEN since
          ELSE GREATEST(since, mark.at - make_interval(secs => $4)) END,
        assumed_before = CASE WHEN started_at IS NOT NULL THEN assumed_before
          ELSE GREATEST(since, mark.at) END,
        complete_until = COALESCE(complete_until, $2 - make_interval(secs => $3))
      FROM next, mark WHERE id = next_id
      RETURNING id, bucket, prefix, complete_until, settled_before, assumed_before, cursor_key,
        cursor_version, asked_by, refused_since
      """;

  private static final String OURS = " WHERE id = $1 AND runner = $2 AND state = 'running'";

  private static final String SAVE =
      """
      UPDATE reconciliation SET cursor_key = $3, cursor_version = $4, listed = listed + $5,
        ignored = ignored + $6, recent = recent + $7, settled = settled + $8, known = known + $9,
        missing = missing + $10, error = NULL, refused_since = NULL, next_try_at = NULL
      """
          + OURS;

  private static final String END =
      "UPDATE reconciliation SET state = $3, ended_at = $4, error = $5" + OURS;

  private static final String TRYING = "UPDATE reconciliation SET error = $3" + OURS;

  private static final String REFUSED =
      "UPDATE reconciliation SET error = $3, refused_since = $4, next_try_at = $5" + OURS;

  private static final String STILL_OURS = "SELECT 1 FROM reconciliation" + OURS;

  private static final String CANCEL =
      """
      UPDATE reconciliation SET state = 'cancelled', ended_at = $2, ended_by = $3
      WHERE id = $1 AND state IN ('waiting', 'running')
      """;

  /**
   * One that was taken to be run.
   *
   * @param completeUntil objects last modified later are too young to judge
   * @param settledBefore those last modified before are not compared
   * @param refusedSince since when AWS refuses the listing
   * @param assumedBefore those count as recorded where nothing is left that could tell
   */
  record Taken(
      String id,
      String bucket,
      String prefix,
      Instant completeUntil,
      Optional<Instant> settledBefore,
      Optional<Instant> assumedBefore,
      ListingPosition cursor,
      String askedBy,
      Optional<Instant> refusedSince) {}

  private final Tables tables;

  ReconcileRows(Tables tables) {
    this.tables = tables;
  }

  /** Adds one that waits, unless one of the same bucket and prefix waits or runs. */
  CompletionStage<Boolean> add(
      String id,
      String bucket,
      String prefix,
      Optional<Instant> since,
      boolean everything,
      String by,
      Instant now) {
    return tables
        .update(
            ADD,
            statement ->
                Rows.bind(
                        statement.bind(0, id).bind(1, bucket).bind(2, prefix),
                        3,
                        since,
                        Instant.class)
                    .bind(4, everything)
                    .bind(5, by)
                    .bind(6, now))
        .thenApply(rows -> rows == 1);
  }

  CompletionStage<Optional<Reconciliation>> active(String bucket, String prefix) {
    return first(
        tables.select(
            ACTIVE, statement -> statement.bind(0, bucket).bind(1, prefix), ReconcileRows::read));
  }

  CompletionStage<Optional<Reconciliation>> byId(String id) {
    return first(tables.select(BY_ID, statement -> statement.bind(0, id), ReconcileRows::read));
  }

  /** Those numbered below, the latest first. */
  CompletionStage<Page<Reconciliation>> list(Optional<String> bucket, long before, int limit) {
    return tables
        .page(
            LIST,
            statement -> statement.bind(0, before).bind(1, bucket.orElse("")),
            2,
            row -> Map.entry(row.get(18, Long.class), read(row)),
            entry -> Cursor.of(String.valueOf(entry.getKey())),
            limit)
        .thenApply(page -> page.map(Map.Entry::getValue));
  }

  /** When one of the whole bucket was last asked for. */
  CompletionStage<Optional<Instant>> lastAsked(String bucket) {
    return first(
        tables.select(
            LAST_ASKED, statement -> statement.bind(0, bucket), row -> row.get(0, Instant.class)));
  }

  /** When each of these buckets was last to be compared as a whole; absent if it never was. */
  CompletionStage<Map<String, Optional<Instant>>> lastAsked(List<String> buckets) {
    return tables
        .select(
            LAST_ASKED_OF_ALL,
            statement -> statement.bind(0, buckets.toArray(String[]::new)),
            row -> Map.entry(row.get("bucket", String.class), Rows.time(row, "asked_at")))
        .thenApply(
            rows ->
                rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** One that waits for its turn, or for AWS to allow it. */
  record Waiting(String id, String bucket, String prefix, boolean refused, Instant at) {}

  /** Those from one moment to another, the next first. */
  CompletionStage<List<Waiting>> waiting(Instant from, Instant before, int limit) {
    return tables.select(
        OPEN,
        statement -> statement.bind(0, from).bind(1, before).bind(2, limit),
        row ->
            new Waiting(
                row.get("id", String.class),
                row.get("bucket", String.class),
                row.get("prefix", String.class),
                Rows.time(row, "next_try_at").isPresent(),
                row.get("at", Instant.class)));
  }

  CompletionStage<Boolean> cancel(String id, String by, Instant now) {
    return tables
        .update(CANCEL, statement -> statement.bind(0, id).bind(1, now).bind(2, by))
        .thenApply(rows -> rows == 1);
  }

  /** Takes the next one; whoever had it before can write nothing any more. */
  CompletionStage<Optional<Taken>> take(
      String runner, Instant now, Duration grace, Duration overlap) {
    return first(
        tables.select(
            TAKE,
            statement ->
                statement
                    .bind(0, runner)
                    .bind(1, now)
                    .bind(2, (double) grace.toSeconds())
                    .bind(3, (double) overlap.toSeconds()),
            row ->
                new Taken(
                    row.get(0, String.class),
                    row.get(1, String.class),
                    row.get(2, String.class),
                    Rows.time(row, 3).orElseThrow(),
                    Rows.time(row, 4),
                    Rows.time(row, 5),
                    new ListingPosition(
                        Rows.text(row, 6)
                            .map(key -> URLDecoder.decode(key, StandardCharsets.UTF_8)),
                        Rows.text(row, 7)),
                    row.get(8, String.class),
                    Rows.time(row, 9))));
  }

  /** Keeps how far it is; false if it was cancelled or is somebody else's. */
  CompletionStage<Boolean> save(
      String id, String runner, ListingPosition cursor, Reconciliation.Found more) {
    return tables
        .update(
            SAVE,
            statement ->
                bindText(
                        bindText(
                            statement.bind(0, id).bind(1, runner),
                            2,
                            // Postgres holds no NUL in a text.
                            cursor
                                .key()
                                .map(key -> URLEncoder.encode(key, StandardCharsets.UTF_8))),
                        3,
                        cursor.version())
                    .bind(4, more.listed())
                    .bind(5, more.ignored())
                    .bind(6, more.recent())
                    .bind(7, more.settled())
                    .bind(8, more.known())
                    .bind(9, more.missing()))
        .thenApply(rows -> rows == 1);
  }

  CompletionStage<Boolean> stillOurs(String id, String runner) {
    return tables
        .select(STILL_OURS, statement -> statement.bind(0, id).bind(1, runner), row -> true)
        .thenApply(rows -> !rows.isEmpty());
  }

  CompletionStage<Boolean> end(
      String id, String runner, Reconciliation.State state, Optional<String> error, Instant now) {
    return tables
        .update(
            END,
            statement ->
                bindText(
                    statement
                        .bind(0, id)
                        .bind(1, runner)
                        .bind(2, state.name().toLowerCase(Locale.ROOT))
                        .bind(3, now),
                    4,
                    error))
        .thenApply(rows -> rows == 1);
  }

  CompletionStage<Long> trying(String id, String runner, String error) {
    return tables.update(
        TRYING, statement -> statement.bind(0, id).bind(1, runner).bind(2, Rows.storable(error)));
  }

  /** AWS refuses it for now: others have their turn until it is tried again. */
  CompletionStage<Long> refused(
      String id, String runner, String error, Instant since, Instant nextTry) {
    return tables.update(
        REFUSED,
        statement ->
            statement
                .bind(0, id)
                .bind(1, runner)
                .bind(2, Rows.storable(error))
                .bind(3, since)
                .bind(4, nextTry));
  }

  private static Reconciliation read(Row row) {
    return new Reconciliation(
        row.get(0, String.class),
        row.get(1, String.class),
        row.get(2, String.class),
        Reconciliation.State.valueOf(row.get(3, String.class).toUpperCase(Locale.ROOT)),
        Rows.time(row, 4),
        row.get(5, Boolean.class),
        row.get(6, String.class),
        Rows.time(row, 7).orElseThrow(),
        Rows.time(row, 8),
        new Reconciliation.Found(
            row.get(9, Long.class),
            row.get(10, Long.class),
            row.get(11, Long.class),
            row.get(12, Long.class),
            row.get(13, Long.class),
            row.get(14, Long.class)),
        Rows.time(row, 15),
        Rows.text(row, 16),
        Rows.text(row, 17));
  }

  private static <T> CompletionStage<Optional<T>> first(CompletionStage<List<T>> rows) {
    return rows.thenApply(list -> list.stream().findFirst());
  }

  private static Statement bindText(Statement statement, int index, Optional<String> value) {
    return Rows.bind(statement, index, value.map(Rows::storable), String.class);
  }
}
