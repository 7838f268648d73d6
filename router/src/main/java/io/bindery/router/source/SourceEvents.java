package io.bindery.router.source;

import akka.Done;
import io.bindery.platform.database.Conditions;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.platform.tracing.TraceContext;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The table {@code source_event}. All times are the database's. */
final class SourceEvents {
  private static final String RECORD =
      """
      INSERT INTO source_event (source, event_key, state, description, words, due_at, traceparent)
      VALUES ($1, $2, $3, $4, $5, now(), $6) ON CONFLICT DO NOTHING
      """;

  // One that comes while another of its folder waits joins it, and puts it off.
  private static final String RECORD_RESTING =
      """
      WITH added AS (
        INSERT INTO source_event
          (source, event_key, state, description, bucket, folder, due_at, latest_at, traceparent)
        SELECT $1, $2,
          CASE WHEN EXISTS (
            SELECT 1 FROM source_event
            WHERE source = $1 AND bucket = $4 AND folder = $5 AND state = 'waiting')
          THEN 'merged' ELSE 'waiting' END,
          $3, $4, $5,
          LEAST(now() + $6 * INTERVAL '1 millisecond', now() + $7 * INTERVAL '1 millisecond'),
          now() + $7 * INTERVAL '1 millisecond', $8
        ON CONFLICT DO NOTHING
        RETURNING state)
      UPDATE source_event
      SET due_at = LEAST(now() + $6 * INTERVAL '1 millisecond', latest_at), description = $3
      WHERE source = $1 AND bucket = $4 AND folder = $5 AND state = 'waiting'
        AND EXISTS (SELECT 1 FROM added WHERE state = 'merged')
      """;

  private static final String PUT_OFF =
      """
      UPDATE source_event SET due_at = LEAST(now() + $3 * INTERVAL '1 millisecond', latest_at)
      WHERE state = 'waiting' AND bucket = $1 AND folder = $2 AND attempts = 0
      """;

  private static final String RESTING =
      "SELECT DISTINCT bucket, folder FROM source_event"
          + " WHERE state = 'waiting' AND folder IS NOT NULL LIMIT 10000";

  private static final String DUE =
      """
      SELECT source, event_key, description, attempts, traceparent FROM source_event
      WHERE state = 'waiting' AND (due_at <= now() OR due_at > now() + INTERVAL '1 hour')
      ORDER BY due_at LIMIT $1
      """;

  private static final String SENT =
      """
      UPDATE source_event SET state = 'sent', sent_at = now(), message_id = $3, words = NULL
      WHERE source = $1 AND event_key = $2 AND state = 'waiting'
      """;

  private static final String NOT_SENT =
      """
      UPDATE source_event SET attempts = attempts + 1, words = $3, state = $5,
        due_at = now() + $4 * INTERVAL '1 millisecond'
      WHERE source = $1 AND event_key = $2 AND state = 'waiting'
      """;

  private static final String FORGET =
      """
      DELETE FROM source_event WHERE (source, event_key) IN (
        SELECT source, event_key FROM source_event
        WHERE state <> 'waiting' AND recorded_at < now() - $1 * INTERVAL '1 millisecond'
        LIMIT 10000)
      """;

  private static final String LIST =
      """
      SELECT event_key, state, description, words, recorded_at, due_at, sent_at FROM source_event
      WHERE source = $1 AND (recorded_at, event_key) < ($2, $3)%s
      ORDER BY recorded_at DESC, event_key DESC LIMIT $%d
      """;

  private static final int FIRST_CONDITION = 4;

  private static final String OF_FOLDERS =
      """
      SELECT source, folder, event_key, state, description, words, recorded_at, due_at, sent_at
      FROM source_event WHERE bucket = $1 AND folder = ANY($2)
      ORDER BY recorded_at DESC LIMIT $3
      """;

  /** Of one folder, more say nothing new. */
  private static final int MOST_OF_FOLDERS = 10;

  /** Of one source and state; to count more would cost more than it tells. */
  private static final int MOST_COUNTED = 10_000;

  // The order is that of the index: without one, all rows are read where most have the state.
  private static final String COUNTS =
      """
      WITH RECURSIVE names AS (
        (SELECT source FROM source_event ORDER BY source LIMIT 1)
        UNION ALL
        SELECT (SELECT e.source FROM source_event e WHERE e.source > n.source
          ORDER BY e.source LIMIT 1)
        FROM names n WHERE n.source IS NOT NULL)
      SELECT n.source, s.state, c.events
      FROM names n, unnest($1::text[]) AS s (state), LATERAL (
        SELECT count(*) AS events FROM (
          SELECT 1 FROM source_event e WHERE e.source = n.source AND e.state = s.state
          ORDER BY e.recorded_at, e.event_key LIMIT $2) few) c
      WHERE c.events > 0
      """;

  private static final String[] STATES =
      Arrays.stream(SeenEvent.State.values()).map(SeenEvent.State::word).toArray(String[]::new);

  /** One that is to be sent. */
  record Due(
      String source, String key, String description, int attempts, Optional<TraceContext> trace) {}

  private final Tables tables;

  SourceEvents(Tables tables) {
    this.tables = tables;
  }

  /** Keeps what is new; done when the database has all of it. */
  CompletionStage<Done> record(Collection<SourceEvent> events) {
    CompletionStage<Done> all = CompletableFuture.completedFuture(Done.done());
    for (var event : events) {
      all = all.thenCompose(done -> record(event));
    }
    return all;
  }

  private CompletionStage<Done> record(SourceEvent event) {
    return event
        .rest()
        .map(rest -> tables.update(RECORD_RESTING, statement -> resting(statement, event, rest)))
        .orElseGet(() -> tables.update(RECORD, statement -> plain(statement, event)))
        .thenApply(rows -> Done.done());
  }

  private static Statement plain(Statement statement, SourceEvent event) {
    var bound =
        statement
            .bind(0, event.source())
            .bind(1, event.key())
            .bind(2, event.description().isPresent() ? "waiting" : "noted");
    Rows.bind(bound, 3, event.description(), String.class);
    Rows.bind(bound, 4, event.words(), String.class);
    return traced(bound, 5, event);
  }

  private static Statement resting(Statement statement, SourceEvent event, SourceEvent.Rest rest) {
    var bound =
        statement
            .bind(0, event.source())
            .bind(1, event.key())
            .bind(2, event.description().orElseThrow())
            .bind(3, rest.folder().bucket())
            .bind(4, rest.folder().prefix())
            .bind(5, (double) rest.quiet().toMillis());
    Rows.bind(bound, 6, rest.maxWait().map(wait -> (double) wait.toMillis()), Double.class);
    return traced(bound, 7, event);
  }

  private static Statement traced(Statement statement, int place, SourceEvent event) {
    return Rows.bind(statement, place, event.trace().map(TraceContext::w3c), String.class);
  }

  /** The folders that are waited for. */
  CompletionStage<List<Folder>> resting() {
    return tables.select(
        RESTING,
        statement -> statement,
        row -> new Folder(row.get(0, String.class), row.get(1, String.class)));
  }

  /** Something came to the folder: its rest begins anew. */
  CompletionStage<Done> putOff(Folder folder, Duration quiet) {
    return tables
        .update(
            PUT_OFF,
            statement ->
                statement
                    .bind(0, folder.bucket())
                    .bind(1, folder.prefix())
                    .bind(2, (double) quiet.toMillis()))
        .thenApply(rows -> Done.done());
  }

  CompletionStage<List<Due>> due(int limit) {
    return tables.select(
        DUE,
        statement -> statement.bind(0, limit),
        row ->
            new Due(
                row.get(0, String.class),
                row.get(1, String.class),
                row.get(2, String.class),
                row.get(3, Integer.class),
                Rows.text(row, 4).flatMap(TraceContext::ofW3c)));
  }

  CompletionStage<Done> sent(Due due, String messageId) {
    return tables
        .update(
            SENT,
            statement -> statement.bind(0, due.source()).bind(1, due.key()).bind(2, messageId))
        .thenApply(rows -> Done.done());
  }

  /** It could not be sent: again after the pause, or never if it is given up. */
  CompletionStage<Done> notSent(Due due, String reason, Duration pause, boolean givenUp) {
    return tables
        .update(
            NOT_SENT,
            statement ->
                statement
                    .bind(0, due.source())
                    .bind(1, due.key())
                    .bind(2, reason)
                    .bind(3, (double) pause.toMillis())
                    .bind(4, givenUp ? "failed" : "waiting"))
        .thenApply(rows -> Done.done());
  }

  /** Forgets what is older; one that comes again after that asks again. */
  CompletionStage<Long> forget(Duration age) {
    return tables.update(FORGET, statement -> statement.bind(0, (double) age.toMillis()));
  }

  /** The last ones first. */
  CompletionStage<Page<SeenEvent>> list(
      String source, Optional<SeenEvent.State> state, Optional<Cursor> after, int limit) {
    var start = after.orElse(Cursor.LATEST);
    var conditions = Conditions.NONE.and("state = ?", state.map(SeenEvent.State::word));
    int last = FIRST_CONDITION + conditions.size();
    return tables.page(
        LIST.formatted(conditions.sql(FIRST_CONDITION), last),
        statement ->
            conditions.bind(
                statement
                    .bind("$1", Rows.storable(source))
                    .bind("$2", start.time())
                    .bind("$3", start.id()),
                FIRST_CONDITION),
        last - 1,
        SourceEvents::seen,
        event -> new Cursor(event.recordedAt(), event.event()),
        limit);
  }

  /** Those of some folders of a bucket, the last ones first. */
  CompletionStage<List<FolderEvent>> ofFolders(String bucket, List<String> prefixes) {
    var folders = prefixes.stream().map(Rows::storable).toArray(String[]::new);
    return tables.select(
        OF_FOLDERS,
        statement ->
            statement.bind(0, Rows.storable(bucket)).bind(1, folders).bind(2, MOST_OF_FOLDERS),
        row ->
            new FolderEvent(
                row.get("source", String.class), row.get("folder", String.class), seen(row)));
  }

  private static SeenEvent seen(Row row) {
    var state = SeenEvent.State.of(row.get("state", String.class));
    return new SeenEvent(
        row.get("event_key", String.class),
        state,
        Rows.text(row, "description"),
        Rows.text(row, "words"),
        row.get("recorded_at", Instant.class),
        Rows.time(row, "due_at").filter(due -> state == SeenEvent.State.WAITING),
        Rows.time(row, "sent_at"));
  }

  /** How many are in each state, by source, up to {@value #MOST_COUNTED}. */
  CompletionStage<Map<String, Map<String, Long>>> counts() {
    return tables
        .select(
            COUNTS,
            statement -> statement.bind(0, STATES).bind(1, MOST_COUNTED),
            row ->
                Map.entry(
                    row.get(0, String.class),
                    Map.entry(row.get(1, String.class), row.get(2, Long.class))))
        .thenApply(
            rows -> {
              var counts = new LinkedHashMap<String, Map<String, Long>>();
              rows.forEach(
                  row ->
                      counts
                          .computeIfAbsent(row.getKey(), source -> new TreeMap<>())
                          .put(row.getValue().getKey(), row.getValue().getValue()));
              return counts;
            });
  }
}
