package io.bindery.exchange.tables;

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
 * What is done for publications by the clock alone: they try again what they wait for, and what
 * became of them is told beside their manifests and to the topic.
 */
public final class PublicationTimers implements Timer.Owner {
  // Each part is read in the order of an index, and no further than the limit.
  private static final String NEXT =
      """
      SELECT * FROM (
        (SELECT wake_at AS at, 'publication' AS kind, publication_id AS id, manifest,
          waiting_for AS words, manifest_bucket AS bucket
        FROM publication
        WHERE wake_at >= $1 AND wake_at < $3
          AND (wake_at > $1 OR 'publication:' || publication_id > $2 COLLATE "C")
        ORDER BY wake_at, publication_id LIMIT $4)
        UNION ALL
        (SELECT t.due_at, 'publication-file', t.publication_id, p.manifest, t.error, t.bucket
        FROM exchange_told t JOIN publication p ON p.publication_id = t.publication_id
        WHERE t.due_at >= $1 AND t.due_at < $3
          AND (t.due_at > $1 OR 'publication-file:' || t.publication_id > $2 COLLATE "C")
        ORDER BY t.due_at, t.publication_id LIMIT $4)
        UNION ALL
        (SELECT n.due_at, 'publication-notice', n.id::text, p.manifest, n.error, p.manifest_bucket
        FROM exchange_notice n JOIN publication p ON p.publication_id = n.publication_id
        WHERE n.due_at >= $1 AND n.due_at < $3
          AND (n.due_at > $1 OR 'publication-notice:' || n.id::text > $2 COLLATE "C")
        ORDER BY n.due_at, n.id::text LIMIT $4)) parts
      ORDER BY at, kind || ':' || id COLLATE "C" LIMIT $4
      """;

  private final Tables tables;

  public PublicationTimers(Tables tables) {
    this.tables = tables;
  }

  @Override
  public CompletionStage<List<Timer>> next(Cursor after, Instant before, int limit) {
    return tables.select(
        NEXT,
        statement ->
            statement.bind(0, after.time()).bind(1, after.id()).bind(2, before).bind(3, limit),
        PublicationTimers::timer);
  }

  private static Timer timer(Row row) {
    var kind = row.get("kind", String.class);
    boolean waits = kind.equals("publication");
    return new Timer(
        row.get("at", Instant.class),
        kind,
        row.get("id", String.class),
        waits ? "tries-again" : "tells",
        words(kind, row),
        Rows.text(row, "bucket"),
        Optional.empty());
  }

  private static String words(String kind, Row row) {
    var of =
        Rows.text(row, "manifest")
            .map("the publication of "::concat)
            .orElse("the publication of a request");
    var error = Rows.text(row, "words");
    return switch (kind) {
      case "publication" ->
          "%s goes on, as it waits for %s".formatted(of, error.orElse("something"));
      case "publication-file" ->
          "what became of %s is written beside its manifest%s".formatted(of, again(error));
      default -> "what became of %s is told to the topic%s".formatted(of, again(error));
    };
  }

  private static String again(Optional<String> error) {
    return error.map(", as the last attempt failed: "::concat).orElse("");
  }
}
