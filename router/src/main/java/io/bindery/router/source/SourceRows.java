package io.bindery.router.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The tables {@code event_source} and {@code event_source_revision}. */
final class SourceRows {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String REVISION = "SELECT revision FROM event_source_revision";

  private static final String LATEST =
      """
      SELECT DISTINCT ON (name) name, version, definition, changed_by, changed_at
      FROM event_source ORDER BY name, version DESC
      """;

  private static final String HISTORY =
      """
      SELECT name, version, definition, changed_by, changed_at
      FROM event_source WHERE name = $1 ORDER BY version DESC LIMIT $2
      """;

  // Two changes at once: the second waits for the first at the revision, and then breaks the
  // primary key.
  private static final String CHANGE =
      """
      WITH latest AS (
        SELECT COALESCE(MAX(version), 0) AS version FROM event_source WHERE name = $1),
      counted AS (
        UPDATE event_source_revision SET revision = revision + 1
        FROM latest WHERE latest.version = $2
        RETURNING revision)
      INSERT INTO event_source (name, version, definition, changed_by, changed_at)
      SELECT $1, $2 + 1, $3, $4, $5 FROM counted
      """;

  private final Tables tables;

  SourceRows(Tables tables) {
    this.tables = tables;
  }

  /** Moves with each change. */
  CompletionStage<Long> revision() {
    return tables
        .select(REVISION, statement -> statement, row -> row.get(0, Long.class))
        .thenApply(rows -> rows.get(0));
  }

  /** The latest change of each source. */
  CompletionStage<Map<String, SourceChange>> latest() {
    return tables
        .select(
            LATEST, statement -> statement, row -> Map.entry(row.get(0, String.class), change(row)))
        .thenApply(
            rows -> {
              var latest = new LinkedHashMap<String, SourceChange>();
              rows.forEach(row -> latest.put(row.getKey(), row.getValue()));
              return latest;
            });
  }

  /** The changes of one source, the last one first. */
  CompletionStage<List<SourceChange>> history(String name, int limit) {
    return tables.select(
        HISTORY, statement -> statement.bind(0, name).bind(1, limit), SourceRows::change);
  }

  /** Stores a change; false if the source's latest version is not the expected one. */
  CompletionStage<Boolean> change(
      String name,
      long expected,
      Optional<Map<String, Object>> definition,
      String who,
      Instant now) {
    return tables
        .update(
            CHANGE,
            statement -> {
              var bound = statement.bind(0, name).bind(1, expected);
              return definition
                  .map(set -> bound.bind(2, SourceTexts.json(set)))
                  .orElseGet(() -> bound.bindNull(2, String.class))
                  .bind(3, who)
                  .bind(4, now.atOffset(ZoneOffset.UTC));
            })
        .thenApply(rows -> rows == 1)
        .exceptionally(SourceRows::overtaken);
  }

  private static boolean overtaken(Throwable failure) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof R2dbcDataIntegrityViolationException) {
      return false;
    }
    throw new CompletionException(cause);
  }

  private static SourceChange change(Row row) {
    return new SourceChange(
        row.get(1, Long.class),
        Optional.ofNullable(row.get(2, String.class)).map(SourceRows::parsed),
        row.get(3, String.class),
        row.get(4, OffsetDateTime.class).toInstant());
  }

  private static Map<String, Object> parsed(String json) {
    try {
      return MAPPER.readValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("table event_source holds what is no JSON object", e);
    }
  }
}
