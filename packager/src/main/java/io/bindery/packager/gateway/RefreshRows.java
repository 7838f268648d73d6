package io.bindery.packager.gateway;

import akka.Done;
import io.bindery.platform.database.Conditions;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The tables {@code gateway_refresh} and {@code gateway_heard}. All times are the database's. */
final class RefreshRows {
  private static final String ASK =
      """
      INSERT INTO gateway_refresh (share, folders, asked_by) VALUES ($1, ARRAY[$2], $3)
      ON CONFLICT (share) WHERE state = 'waiting' DO UPDATE SET
        packages = gateway_refresh.packages + 1,
        asked_by = COALESCE(excluded.asked_by, gateway_refresh.asked_by),
        folders = ARRAY(SELECT DISTINCT unnest(gateway_refresh.folders || excluded.folders) ORDER BY 1)
      """;

  // A time that lies further ahead than any pause was written while the clock was ahead.
  private static final String DUE =
      """
      SELECT id, share, folders, packages, attempts, asked_at FROM gateway_refresh waiting
      WHERE state = 'waiting' AND (due_at <= now() OR due_at > now() + INTERVAL '1 hour')
        AND NOT EXISTS (
          SELECT 1 FROM gateway_refresh other WHERE other.share = waiting.share
            AND (other.state = 'running'
              OR other.started_at BETWEEN now() - $1 * INTERVAL '1 millisecond' AND now() + $1 * INTERVAL '1 millisecond'))
      ORDER BY due_at, id LIMIT 1000
      """;

  private static final String RUNNING = "SELECT share FROM gateway_refresh WHERE state = 'running'";

  // What was asked for during the call waits on, even of a folder that was in the call: the call
  // may have listed it before the upload.
  private static final String STARTED =
      """
      WITH started AS (
        UPDATE gateway_refresh SET state = 'running', started_at = now(), notification_id = $2, words = NULL
        WHERE id = $1 AND state = 'waiting' AND packages = $4 RETURNING id),
      waits AS (
        UPDATE gateway_refresh SET packages = packages - $4
        WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM started) RETURNING share, asked_at, asked_by)
      INSERT INTO gateway_refresh (share, folders, packages, state, asked_at, started_at, notification_id,
        asked_by)
      SELECT share, $3, $4, 'running', asked_at, now(), $2, asked_by FROM waits
      """;

  private static final String REFUSED =
      """
      UPDATE gateway_refresh SET attempts = attempts + CASE WHEN $5 THEN 1 ELSE 0 END, words = $2, refused_at = now(),
        due_at = now() + $3 * INTERVAL '1 millisecond',
        state = CASE WHEN $4 THEN 'failed' ELSE 'waiting' END,
        ended_at = CASE WHEN $4 THEN now() END
      WHERE id = $1 AND state = 'waiting'
      """;

  private static final String HEARD =
      "INSERT INTO gateway_heard (notification_id) VALUES ($1) ON CONFLICT DO NOTHING";

  private static final String CONFIRM =
      """
      UPDATE gateway_refresh SET state = 'done', ended_at = heard_at, words = NULL FROM gateway_heard
      WHERE gateway_refresh.notification_id = gateway_heard.notification_id
        AND state IN ('running', 'unconfirmed')
      """;

  private static final String TIME_OUT =
      """
      UPDATE gateway_refresh SET state = 'unconfirmed', ended_at = now(), words = $2
      WHERE state = 'running' AND (started_at < now() - $1 * INTERVAL '1 millisecond'
        OR started_at > now() + $1 * INTERVAL '1 millisecond') RETURNING share
      """;

  private static final String FORGET =
      """
      DELETE FROM gateway_refresh WHERE ended_at < now() - $1 * INTERVAL '1 millisecond'
        AND state IN ('done', 'unconfirmed', 'failed')
      """;

  private static final String FORGET_HEARD =
      "DELETE FROM gateway_heard WHERE heard_at < now() - INTERVAL '2 days'";

  private static final String LIST =
      """
      SELECT id, share, state, folders, packages, attempts, words, asked_at, due_at, started_at, ended_at,
        notification_id, asked_by
      FROM gateway_refresh WHERE id < $1%s ORDER BY id DESC LIMIT $%d
      """;

  private static final int FIRST_CONDITION = 2;

  private static final String FIGURES =
      """
      SELECT share,
        count(*) FILTER (WHERE state = 'waiting') AS waiting,
        count(*) FILTER (WHERE state = 'running') AS running,
        count(*) FILTER (WHERE state = 'done') AS done,
        count(*) FILTER (WHERE state = 'unconfirmed') AS unconfirmed,
        count(*) FILTER (WHERE state = 'failed') AS failed,
        sum(attempts)::bigint AS refused,
        min(asked_at) FILTER (WHERE state = 'waiting') AS waiting_since,
        max(ended_at) FILTER (WHERE state = 'done') AS last_end_at,
        max(COALESCE(refused_at, ended_at)) FILTER (
          WHERE refused_at IS NOT NULL OR state IN ('unconfirmed', 'failed')) AS last_error_at,
        (SELECT words FROM gateway_refresh last
         WHERE last.share = refresh.share AND (state <> 'waiting' OR attempts > 0)
         ORDER BY COALESCE(started_at, ended_at, now()) DESC LIMIT 1) AS last_error
      FROM gateway_refresh refresh GROUP BY share
      """;

  /** A call that is to be made. */
  record Due(
      long id, String share, List<String> folders, int packages, int attempts, Instant askedAt) {}

  private final Tables tables;

  RefreshRows(Tables tables) {
    this.tables = tables;
  }

  /** Joins the refresh of the share that waits, or is a new one. */
  CompletionStage<Done> ask(String share, String folder, Optional<String> by) {
    return done(
        tables.update(
            ASK,
            statement -> {
              statement.bind(0, share).bind(1, folder);
              return Rows.bind(statement, 2, by.map(Rows::storable), String.class);
            }));
  }

  /** What may be called as far as its share is concerned. */
  CompletionStage<List<Due>> due(Duration pause) {
    return tables.select(
        DUE,
        statement -> statement.bind(0, millis(pause)),
        row ->
            new Due(
                row.get(0, Long.class),
                row.get(1, String.class),
                folders(row, 2),
                row.get(3, Integer.class),
                row.get(4, Integer.class),
                row.get(5, Instant.class)));
  }

  /** The shares that are being refreshed, each as often as it is. */
  CompletionStage<List<String>> running() {
    return tables.select(RUNNING, statement -> statement, row -> row.get(0, String.class));
  }

  CompletionStage<Done> started(Due due, String notificationId) {
    return done(
        tables.update(
            STARTED,
            statement ->
                statement
                    .bind(0, due.id())
                    .bind(1, notificationId)
                    .bind(2, due.folders().toArray(String[]::new))
                    .bind(3, due.packages())));
  }

  /** It was refused: again after the pause, or never. */
  CompletionStage<Done> refused(Due due, String reason, Duration pause, boolean givenUp) {
    return refused(due, reason, pause, givenUp, true);
  }

  /** AWS refuses it for now: again after the pause, which is no attempt. */
  CompletionStage<Done> withheld(Due due, String reason, Duration pause) {
    return refused(due, reason, pause, false, false);
  }

  private CompletionStage<Done> refused(
      Due due, String reason, Duration pause, boolean givenUp, boolean counts) {
    return done(
        tables.update(
            REFUSED,
            statement ->
                statement
                    .bind(0, due.id())
                    .bind(1, reason)
                    .bind(2, millis(pause))
                    .bind(3, givenUp)
                    .bind(4, counts)));
  }

  /** A notification came; it may be of a refresh that somebody else ordered. */
  CompletionStage<Done> heard(String notificationId) {
    return done(tables.update(HEARD, statement -> statement.bind(0, notificationId)));
  }

  CompletionStage<Done> confirm() {
    return done(tables.update(CONFIRM, statement -> statement));
  }

  /** The shares of refreshes that nothing was heard of for so long. */
  CompletionStage<List<String>> timeOut(Duration timeout, String words) {
    return tables.select(
        TIME_OUT,
        statement -> statement.bind(0, millis(timeout)).bind(1, words),
        row -> row.get(0, String.class));
  }

  CompletionStage<Done> forget(Duration age) {
    return tables
        .update(FORGET, statement -> statement.bind(0, millis(age)))
        .thenCompose(rows -> done(tables.update(FORGET_HEARD, statement -> statement)));
  }

  /** The last ones first, of a share or of all, in a state or in any. */
  CompletionStage<Page<RefreshView>> list(
      Optional<String> share, Optional<String> state, Optional<Cursor> after, int limit) {
    long before = after.flatMap(Cursor::number).orElse(Long.MAX_VALUE);
    var conditions = Conditions.NONE.and("share = ?", share).and("state = ?", state);
    int last = FIRST_CONDITION + conditions.size();
    return tables.page(
        LIST.formatted(conditions.sql(FIRST_CONDITION), last),
        statement -> conditions.bind(statement.bind("$1", before), FIRST_CONDITION),
        last - 1,
        RefreshRows::view,
        view -> Cursor.of(String.valueOf(view.id())),
        limit);
  }

  private static RefreshView view(Row row) {
    var state = RefreshView.State.valueOf(row.get(2, String.class).toUpperCase(Locale.ROOT));
    return new RefreshView(
        row.get(0, Long.class),
        row.get(1, String.class),
        state,
        folders(row, 3),
        row.get(4, Integer.class),
        row.get(5, Integer.class),
        Rows.text(row, 6),
        row.get(7, Instant.class),
        Rows.time(row, 8).filter(due -> state == RefreshView.State.WAITING),
        Rows.time(row, 9),
        Rows.time(row, 10),
        Rows.text(row, 11),
        Rows.text(row, 12));
  }

  /** What is known of the refreshes of a share. */
  record Figures(
      Map<String, Long> states,
      long refused,
      Optional<Instant> waitingSince,
      Optional<Instant> lastEndAt,
      Optional<Instant> lastErrorAt,
      Optional<String> lastError) {
    static final Figures NONE =
        new Figures(
            states(state -> 0),
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static Map<String, Long> states(ToLongFunction<String> count) {
      var states = new LinkedHashMap<String, Long>();
      for (var state : RefreshView.State.values()) {
        states.put(state.word(), count.applyAsLong(state.word()));
      }
      return states;
    }
  }

  /** By share; nothing of one that nobody asked to refresh. */
  CompletionStage<Map<String, Figures>> figures() {
    return tables
        .select(
            FIGURES,
            statement -> statement,
            row -> Map.entry(row.get(0, String.class), figures(row)))
        .thenApply(
            rows ->
                rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static Figures figures(Row row) {
    return new Figures(
        Figures.states(state -> row.get(state, Long.class)),
        row.get("refused", Long.class),
        Rows.time(row, "waiting_since"),
        Rows.time(row, "last_end_at"),
        Rows.time(row, "last_error_at"),
        Rows.text(row, "last_error"));
  }

  private static List<String> folders(Row row, int index) {
    return List.of(row.get(index, String[].class));
  }

  private static double millis(Duration duration) {
    return duration.toMillis();
  }

  private static CompletionStage<Done> done(CompletionStage<Long> rows) {
    return rows.thenApply(count -> Done.done());
  }
}
