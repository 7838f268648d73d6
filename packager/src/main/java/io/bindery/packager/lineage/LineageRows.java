package io.bindery.packager.lineage;

import akka.Done;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The table {@code lineage_event}. All times are the database's. */
final class LineageRows {
  private static final JsonMapper JSON = new JsonMapper();

  // Of one job in order: what comes after an event that waits, waits as well. A time that lies
  // further
  // ahead than any pause was written while the clock was ahead.
  private static final String DUE =
      """
      SELECT id, job_id, event_type, happened_at, facts, attempts FROM lineage_event e
      WHERE target = $1 AND set_aside_at IS NULL
        AND (due_at <= now() OR due_at > now() + $2 * INTERVAL '1 millisecond')
        AND NOT EXISTS (
          SELECT 1 FROM lineage_event b WHERE b.job_id = e.job_id AND b.target = e.target AND b.id < e.id
            AND b.set_aside_at IS NULL AND b.due_at > now()
            AND b.due_at <= now() + $2 * INTERVAL '1 millisecond')
      ORDER BY id LIMIT $3
      """;

  private static final String SENT = "DELETE FROM lineage_event WHERE id = $1";

  private static final String FAILED =
      "UPDATE lineage_event SET attempts = attempts + 1, error = $2,"
          + " due_at = now() + $3 * INTERVAL '1 millisecond' WHERE id = $1";

  private static final String SET_ASIDE =
      "UPDATE lineage_event SET attempts = attempts + 1, error = $2, set_aside_at = now()"
          + " WHERE id = $1";

  private static final String RESEND =
      """
      UPDATE lineage_event SET set_aside_at = NULL, due_at = now() WHERE id IN (
        SELECT id FROM lineage_event WHERE set_aside_at IS NOT NULL ORDER BY id LIMIT $1)
      """;

  private static final String FORGET =
      """
      WITH gone AS (
        DELETE FROM lineage_event WHERE id IN (
          SELECT id FROM lineage_event WHERE written_at < now() - $1 * INTERVAL '1 millisecond'
          ORDER BY written_at LIMIT $2)
        RETURNING target)
      SELECT target, count(*) FROM gone GROUP BY target
      """;

  private static final String LIST =
      """
      SELECT id, target, job_id, event_type, happened_at, attempts, due_at, error, set_aside_at
      FROM lineage_event WHERE (set_aside_at IS NOT NULL) = $1 AND id > $2 ORDER BY id LIMIT $3
      """;

  // The error of the oldest that waits after an attempt: what was sent since has left the table.
  private static final String FIGURES =
      """
      SELECT count(*) FILTER (WHERE set_aside_at IS NULL),
        count(*) FILTER (WHERE set_aside_at IS NOT NULL),
        min(happened_at) FILTER (WHERE set_aside_at IS NULL AND attempts > 0),
        (SELECT error FROM lineage_event WHERE target = $1 AND set_aside_at IS NULL AND attempts > 0
         ORDER BY id LIMIT 1),
        (SELECT error FROM lineage_event WHERE target = $1 AND set_aside_at IS NOT NULL
         ORDER BY set_aside_at DESC, id DESC LIMIT 1)
      FROM lineage_event WHERE target = $1
      """;

  private static final int FORGOTTEN_AT_ONCE = 1_000;

  /**
   * How many are owed to a target.
   *
   * @param waiting to be sent
   * @param setAside refused for good
   * @param since when the oldest happened that could not be sent yet
   * @param error why it could not
   * @param refusal why the last one was refused for good
   */
  record Figures(
      long waiting,
      long setAside,
      Optional<Instant> since,
      Optional<String> error,
      Optional<String> refusal) {}

  private final Tables tables;

  LineageRows(Tables tables) {
    this.tables = tables;
  }

  /**
   * Those that are to be sent now, the oldest first.
   *
   * @param longest no pause is longer
   */
  CompletionStage<List<OwedEvent>> due(LineageTarget target, Duration longest, int limit) {
    return tables.select(
        DUE,
        statement ->
            statement.bind(0, target.word()).bind(1, longest.toMillis() * 2).bind(2, limit),
        row ->
            new OwedEvent(
                row.get(0, Long.class),
                row.get(1, String.class),
                RunState.valueOf(row.get(2, String.class)),
                row.get(3, Instant.class),
                json(row.get(4, String.class)),
                row.get(5, Integer.class)));
  }

  private static JsonNode json(String facts) {
    try {
      return JSON.readTree(facts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database has written what is no JSON", e);
    }
  }

  CompletionStage<Done> sent(long id) {
    return done(tables.update(SENT, statement -> statement.bind(0, id)));
  }

  CompletionStage<Done> failed(long id, String reason, Duration pause) {
    return done(
        tables.update(
            FAILED,
            statement ->
                statement.bind(0, id).bind(1, Rows.storable(reason)).bind(2, pause.toMillis())));
  }

  CompletionStage<Done> setAside(long id, String reason) {
    return done(
        tables.update(
            SET_ASIDE, statement -> statement.bind(0, id).bind(1, Rows.storable(reason))));
  }

  /** Has those that were set aside sent again, the oldest first. */
  CompletionStage<Long> resend(int limit) {
    return tables.update(RESEND, statement -> statement.bind(0, limit));
  }

  /** A target, and how many of its events were dropped. */
  record Dropped(String target, long events) {}

  /** Drops what is too old. */
  CompletionStage<List<Dropped>> forget(Duration keep) {
    return tables.select(
        FORGET,
        statement -> statement.bind(0, keep.toMillis()).bind(1, FORGOTTEN_AT_ONCE),
        row -> new Dropped(row.get(0, String.class), row.get(1, Long.class)));
  }

  CompletionStage<Figures> figures(LineageTarget target) {
    return tables
        .select(
            FIGURES,
            statement -> statement.bind(0, target.word()),
            row ->
                new Figures(
                    row.get(0, Long.class),
                    row.get(1, Long.class),
                    Rows.time(row, 2),
                    Rows.text(row, 3),
                    Rows.text(row, 4)))
        .thenApply(rows -> rows.get(0));
  }

  /** Those that wait, or those that were set aside; the oldest first. */
  CompletionStage<Page<LineageView>> list(boolean setAside, Optional<Cursor> after, int limit) {
    return tables.page(
        LIST,
        statement -> statement.bind(0, setAside).bind(1, after.flatMap(Cursor::number).orElse(0L)),
        2,
        LineageRows::view,
        view -> Cursor.of(Long.toString(view.id())),
        limit);
  }

  private static LineageView view(Row row) {
    return new LineageView(
        row.get("id", Long.class),
        row.get("target", String.class),
        row.get("job_id", String.class),
        row.get("event_type", String.class),
        row.get("happened_at", Instant.class),
        row.get("attempts", Integer.class),
        row.get("due_at", Instant.class),
        Rows.text(row, "error"),
        Rows.time(row, "set_aside_at"));
  }

  private static CompletionStage<Done> done(CompletionStage<Long> rows) {
    return rows.thenApply(count -> Done.done());
  }
}
