package io.bindery.platform.versioned;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.protocol.field.FieldException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table of changes and the one row beside it that counts them. Each change is a row; of a name,
 * the row with the highest version is in force, and the last {@value #KEPT} stay.
 */
final class VersionedTable {
  private static final Logger log = LoggerFactory.getLogger(VersionedTable.class);

  /** Changes of one name that are kept. */
  static final int KEPT = 200;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Tables tables;
  private final String table;
  private final String revision;
  private final String latest;
  private final String page;
  private final String history;
  private final String one;
  private final String change;
  private final String forget;

  VersionedTable(Tables tables, TableNames names) {
    this.tables = tables;
    this.table = names.table();
    revision = "SELECT revision FROM " + names.revisionTable();
    var columns = "%s, version, %s, changed_by, changed_at".formatted(names.name(), names.value());
    latest =
        "SELECT DISTINCT ON (%1$s) %2$s FROM %3$s ORDER BY %1$s, version DESC"
            .formatted(names.name(), columns, table);
    // By code points, as Java orders names. From one name to the next, however many changes each
    // has.
    page =
        """
        WITH RECURSIVE names AS (
          (SELECT %1$s AS name, 1 AS place FROM %3$s WHERE %1$s COLLATE "C" > $1
            ORDER BY %1$s COLLATE "C" LIMIT 1)
          UNION ALL
          SELECT (SELECT %1$s FROM %3$s WHERE %1$s COLLATE "C" > n.name COLLATE "C"
            ORDER BY %1$s COLLATE "C" LIMIT 1), n.place + 1
          FROM names n WHERE n.name IS NOT NULL AND n.place < $2)
        SELECT l.* FROM names n, LATERAL (
          SELECT %2$s FROM %3$s WHERE %1$s = n.name ORDER BY version DESC LIMIT 1) l
        ORDER BY n.place
        """
            .formatted(names.name(), columns, table);
    history =
        """
        SELECT version, octet_length(%2$s)::bigint, changed_by, changed_at FROM %3$s
        WHERE %1$s = $1 AND version < $2 ORDER BY version DESC LIMIT $3
        """
            .formatted(names.name(), names.value(), table);
    one =
        "SELECT %2$s FROM %3$s WHERE %1$s = $1 AND version <= $2 ORDER BY version DESC LIMIT 1"
            .formatted(names.name(), columns, table);
    // Two changes at once: the second waits for the first at the revision, and then breaks the
    // primary key.
    change =
        """
        WITH latest AS (
          SELECT COALESCE(MAX(version), 0) AS version FROM %3$s WHERE %1$s = $1),
        counted AS (
          UPDATE %4$s SET revision = revision + 1
          FROM latest WHERE latest.version = $2
          RETURNING revision)
        INSERT INTO %3$s (%2$s)
        SELECT $1, $2 + 1, $3, $4, $5 FROM counted
        """
            .formatted(names.name(), columns, table, names.revisionTable());
    forget = "DELETE FROM %s WHERE %s = $1 AND version <= $2".formatted(table, names.name());
  }

  /** Moves with each change. */
  CompletionStage<Long> revision() {
    return tables
        .select(revision, statement -> statement, row -> row.get(0, Long.class))
        .thenApply(rows -> rows.get(0));
  }

  /** The latest change of each name. */
  CompletionStage<Map<String, VersionedChange>> latest() {
    return tables
        .select(
            latest, statement -> statement, row -> Map.entry(row.get(0, String.class), change(row)))
        .thenApply(
            rows -> {
              var changes = new LinkedHashMap<String, VersionedChange>();
              rows.forEach(row -> changes.put(row.getKey(), row.getValue()));
              return changes;
            });
  }

  /** The latest change of each name that comes after this one, by name. */
  CompletionStage<Page<Map.Entry<String, VersionedChange>>> latest(String after, int limit) {
    return tables.page(
        page,
        statement -> statement.bind(0, after),
        1,
        row -> Map.entry(row.get(0, String.class), change(row)),
        entry -> Cursor.of(entry.getKey()),
        limit);
  }

  /** The changes of one name before a version, the last one first. */
  CompletionStage<Page<ChangeSummary>> history(String name, long before, int limit) {
    return tables.page(
        history,
        statement -> statement.bind(0, name).bind(1, before),
        2,
        row ->
            new ChangeSummary(
                row.get(0, Long.class),
                Rows.optional(row, 1, Long.class),
                row.get(2, String.class),
                row.get(3, Instant.class)),
        change -> Cursor.of(String.valueOf(change.version())),
        limit);
  }

  /** The latest change of one name up to a version. */
  CompletionStage<Optional<VersionedChange>> upTo(String name, long version) {
    return tables
        .select(one, statement -> statement.bind(0, name).bind(1, version), this::change)
        .thenApply(rows -> rows.stream().findFirst());
  }

  /** Stores a change; false if the latest version of the name is not the expected one. */
  CompletionStage<Boolean> change(
      String name, long expected, Optional<Map<String, Object>> value, String who, Instant now) {
    return tables
        .update(
            change,
            statement -> {
              statement.bind(0, name).bind(1, expected).bind(3, who).bind(4, now);
              return Rows.bind(statement, 2, value.map(VersionedTable::json), String.class);
            })
        .thenApply(rows -> rows == 1)
        .exceptionally(VersionedTable::overtaken)
        .thenCompose(
            changed ->
                changed && expected >= KEPT
                    ? forget(name, expected + 1 - KEPT)
                    : CompletableFuture.completedFuture(changed));
  }

  /** The change is made, whatever becomes of the old ones: they go with the next. */
  private CompletionStage<Boolean> forget(String name, long upTo) {
    return tables
        .update(forget, statement -> statement.bind(0, name).bind(1, upTo))
        .handle((rows, failure) -> true);
  }

  private static boolean overtaken(Throwable failure) {
    var cause = Causes.of(failure);
    if (cause instanceof R2dbcDataIntegrityViolationException) {
      return false;
    }
    throw new CompletionException(cause);
  }

  private VersionedChange change(Row row) {
    return new VersionedChange(
        row.get(1, Long.class),
        Rows.text(row, 2).map(this::parsed),
        row.get(3, String.class),
        row.get(4, Instant.class));
  }

  private Map<String, Object> parsed(String json) {
    try {
      return MAPPER.readValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
    } catch (JsonProcessingException e) {
      // Somebody's hand was in the table: what reads the value refuses it, and shows why.
      log.error("table {} holds what is no JSON object: {}", table, e.getOriginalMessage());
      return Map.of("no JSON object", FieldException.shown(json));
    }
  }

  private static String json(Map<String, Object> value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts, numbers, lists and maps can always be written", e);
    }
  }
}
