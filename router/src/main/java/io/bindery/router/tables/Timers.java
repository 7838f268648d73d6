package io.bindery.router.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.platform.wake.Timer;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What the router will do by the clock alone: close batches, announce them again, and send what
 * sources made of events.
 */
public final class Timers implements Timer.Owner {
  // Each part is read in the order of an index, and no further than the limit.
  private static final String NEXT =
      """
      SELECT * FROM (
        (SELECT due_at AS at, 'batch' AS kind, entity_id AS id, bucket, prefix, files, NULL AS words
        FROM open_batch
        WHERE COALESCE(due_at, 'infinity'::timestamptz) >= $1
          AND COALESCE(due_at, 'infinity'::timestamptz) < $3
          AND (due_at > $1 OR 'batch:' || entity_id > $2 COLLATE "C")
        ORDER BY COALESCE(due_at, 'infinity'::timestamptz), entity_id LIMIT $4)
        UNION ALL
        (SELECT wake_at, 'announcement', batch_id, bucket, prefix, files,
          array_to_string(pending_targets, ', ')
        FROM closed_batch
        WHERE wake_at >= $1 AND wake_at < $3 AND (wake_at > $1 OR 'announcement:' || batch_id > $2 COLLATE "C")
        ORDER BY wake_at, batch_id LIMIT $4)
        UNION ALL
        (SELECT due_at, 'source-event', source || '/' || event_key, bucket, folder, NULL, source
        FROM source_event
        WHERE state = 'waiting' AND due_at >= $1 AND due_at < $3
          AND (due_at > $1 OR 'source-event:' || source || '/' || event_key > $2 COLLATE "C")
        ORDER BY due_at, source || '/' || event_key LIMIT $4)) parts
      ORDER BY at, kind || ':' || id COLLATE "C" LIMIT $4
      """;

  private final Tables tables;

  Timers(Tables tables) {
    this.tables = tables;
  }

  /** Those of the database that the system uses. */
  public static Timers of(ActorSystem<?> system) {
    return new Timers(Tables.of(system));
  }

  @Override
  public CompletionStage<List<Timer>> next(Cursor after, Instant before, int limit) {
    return tables.select(
        NEXT,
        statement ->
            statement.bind(0, after.time()).bind(1, after.id()).bind(2, before).bind(3, limit),
        Timers::timer);
  }

  private static Timer timer(Row row) {
    var kind = row.get("kind", String.class);
    return new Timer(
        row.get("at", Instant.class),
        kind,
        row.get("id", String.class),
        switch (kind) {
          case "batch" -> "closes";
          case "announcement" -> "announces";
          default -> "sends";
        },
        words(kind, row),
        Rows.text(row, "bucket"),
        Rows.text(row, "prefix"));
  }

  private static String words(String kind, Row row) {
    var prefix = Rows.text(row, "prefix").filter(it -> !it.isEmpty()).orElse("the root");
    var files =
        Rows.optional(row, "files", Long.class)
            .map(n -> n == 1 ? "1 file" : n + " files")
            .orElse("");
    var words = Rows.text(row, "words").orElse("");
    return switch (kind) {
      case "batch" ->
          "the batch of %s closes with %s, unless another object arrives".formatted(prefix, files);
      case "announcement" ->
          "the batch of %s, with %s, is announced again to %s, unless that confirms it before"
              .formatted(prefix, files, words);
      default -> "what source %s made of an event is sent to the packager's queue".formatted(words);
    };
  }
}
