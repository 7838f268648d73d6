package io.bindery.exchange.notice;

import akka.Done;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The table {@code exchange_told}, as far as files beside manifests go. */
final class ToldRows {
  // A manifest that was written again has a newer publication: its files tell of that one.
  private static final String FIND =
      """
      SELECT t.bucket, t.key, t.change, t.state, %s AS facts, f.problems,
        EXISTS (SELECT 1 FROM exchange_told n WHERE md5(n.key) = md5(t.key) AND n.bucket = t.bucket
          AND n.key = t.key AND (n.received_at, n.publication_id) > (t.received_at, t.publication_id)),
        EXISTS (SELECT 1 FROM exchange_told n WHERE md5(n.key) = md5(t.key) AND n.bucket = t.bucket
          AND n.key = t.key AND n.error_file)
      FROM exchange_told t JOIN publication p ON p.publication_id = t.publication_id
      LEFT JOIN exchange_refusal f ON f.publication_id = t.publication_id
      WHERE t.publication_id = $1 AND t.bucket IS NOT NULL
      """
          .formatted(Facts.JSON);

  private static final String WRITTEN =
      """
      UPDATE exchange_told SET written = $2, attempts = 0, error = NULL,
        due_at = CASE WHEN change = $2 THEN NULL ELSE now() END
      WHERE publication_id = $1
      """;

  private static final String HAS_ERRORS =
      "UPDATE exchange_told SET error_file = TRUE WHERE publication_id = $1";

  private static final String NO_ERRORS =
      "UPDATE exchange_told SET error_file = FALSE"
          + " WHERE md5(key) = md5($2) AND bucket = $1 AND key = $2 AND error_file";

  private static final String FAILED =
      """
      UPDATE exchange_told SET attempts = attempts + 1, error = $2,
        due_at = now() + $3 * INTERVAL '1 millisecond'
      WHERE publication_id = $1
      """;

  private static final String GIVEN_UP =
      "UPDATE exchange_told SET written = change, attempts = 0, due_at = NULL, error = $2"
          + " WHERE publication_id = $1";

  private static final String ATTEMPTS =
      "SELECT attempts FROM exchange_told WHERE publication_id = $1";

  /**
   * What is to be told of a publication.
   *
   * @param change how many changes it had
   * @param facts as JSON
   * @param problems as JSON; all that is wrong with its manifest
   * @param superseded whether another publication of the same key is newer
   * @param errorFile whether a file of errors is there, of this or of an earlier one
   */
  record Told(
      String bucket,
      String key,
      long change,
      String state,
      String facts,
      Optional<String> problems,
      boolean superseded,
      boolean errorFile) {
    private static Told of(Row row) {
      return new Told(
          row.get(0, String.class),
          row.get(1, String.class),
          row.get(2, Long.class),
          row.get(3, String.class),
          row.get(4, String.class),
          Rows.text(row, 5),
          row.get(6, Boolean.class),
          row.get(7, Boolean.class));
    }
  }

  private final Tables tables;

  ToldRows(Tables tables) {
    this.tables = tables;
  }

  /** Nothing if its manifest is no object. */
  CompletionStage<Optional<Told>> find(String publicationId) {
    return tables
        .select(FIND, statement -> statement.bind(0, publicationId), Told::of)
        .thenApply(found -> found.stream().findFirst());
  }

  /** Its files tell so many changes; if there are more by now, they are owed at once. */
  CompletionStage<Done> written(String publicationId, long change) {
    return done(
        tables.update(WRITTEN, statement -> statement.bind(0, publicationId).bind(1, change)));
  }

  CompletionStage<Done> hasErrors(String publicationId) {
    return done(tables.update(HAS_ERRORS, statement -> statement.bind(0, publicationId)));
  }

  CompletionStage<Done> noErrors(String bucket, String key) {
    return done(tables.update(NO_ERRORS, statement -> statement.bind(0, bucket).bind(1, key)));
  }

  CompletionStage<Integer> attempts(String publicationId) {
    return tables
        .select(
            ATTEMPTS,
            statement -> statement.bind(0, publicationId),
            row -> row.get(0, Integer.class))
        .thenApply(found -> found.stream().findFirst().orElse(0));
  }

  CompletionStage<Done> failed(String publicationId, String error, Duration pause) {
    return done(
        tables.update(
            FAILED,
            statement ->
                statement.bind(0, publicationId).bind(1, error).bind(2, pause.toMillis())));
  }

  CompletionStage<Done> givenUp(String publicationId, String error) {
    return done(
        tables.update(GIVEN_UP, statement -> statement.bind(0, publicationId).bind(1, error)));
  }

  private static CompletionStage<Done> done(CompletionStage<Long> rows) {
    return rows.thenApply(count -> Done.done());
  }
}
