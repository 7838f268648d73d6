package io.bindery.packager.verify;

import static io.bindery.platform.database.Rows.optional;
import static io.bindery.platform.database.Rows.text;
import static io.bindery.platform.database.Rows.time;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.packager.verify.VerificationView.Amounts;
import io.bindery.packager.verify.VerificationView.State;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Row;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads and writes {@code verification}. */
final class VerificationRows {
  private static final JsonMapper JSON = new JsonMapper();

  /** One that its node did not write for so long is lost. */
  private static final String STATE =
      "CASE WHEN state IN ('waiting', 'running') AND seen_at < CURRENT_TIMESTAMP - INTERVAL '1 minute' THEN 'lost' ELSE state END AS shown";

  private static final String PAGE =
      """
      SELECT *, %s FROM verification WHERE (asked_at, verification_id) < ($1, $2)
        AND ($3 = '' OR registry = $3) AND ($4 = '' OR package_name = $4)
      ORDER BY asked_at DESC, verification_id DESC LIMIT $5
      """
          .formatted(STATE);
  private static final String ONE =
      "SELECT *, %s FROM verification WHERE verification_id = $1".formatted(STATE);
  private static final String ADD =
      """
      INSERT INTO verification (verification_id, registry, package_name, top_hash, state, asked_by,
        asked_at, seen_at)
      VALUES ($1, $2, $3, $4, 'waiting', $5, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)
      """;
  private static final String FORGET =
      """
      DELETE FROM verification WHERE asked_at < (
        SELECT asked_at FROM verification ORDER BY asked_at DESC OFFSET 1000 LIMIT 1)
        AND state NOT IN ('waiting', 'running')
      """;
  private static final String SEEN =
      """
      UPDATE verification SET state = $2, seen_at = CURRENT_TIMESTAMP, files = $3, bytes = $4,
        all_files = nullif($5, -1::bigint), all_bytes = nullif($6, -1::bigint), problems = $7
      WHERE verification_id = $1 AND ended_at IS NULL
      RETURNING cancelled_by
      """;
  private static final String END =
      """
      UPDATE verification SET state = $2, seen_at = CURRENT_TIMESTAMP,
        ended_at = CURRENT_TIMESTAMP, files = $3, bytes = $4,
        all_files = nullif($5, -1::bigint), all_bytes = nullif($6, -1::bigint), problems = $7,
        found = $8, error = nullif($9, '')
      WHERE verification_id = $1 AND ended_at IS NULL
      """;
  private static final String CANCEL =
      """
      UPDATE verification SET cancelled_by = $2
      WHERE verification_id = $1 AND ended_at IS NULL AND cancelled_by IS NULL
      """;

  private final Tables tables;

  VerificationRows(Tables tables) {
    this.tables = tables;
  }

  CompletionStage<Page<VerificationView>> page(
      Optional<String> registry, Optional<String> name, Optional<Cursor> after, int limit) {
    var start = after.orElse(Cursor.LATEST);
    return tables.page(
        PAGE,
        statement ->
            statement
                .bind("$1", start.time())
                .bind("$2", start.id())
                .bind("$3", registry.orElse(""))
                .bind("$4", name.orElse("")),
        4,
        VerificationRows::view,
        one -> new Cursor(one.askedAt(), one.id()),
        limit);
  }

  CompletionStage<Optional<VerificationView>> find(String id) {
    return tables
        .select(ONE, statement -> statement.bind("$1", id), VerificationRows::view)
        .thenApply(rows -> rows.stream().findFirst());
  }

  /** Writes a new one, and forgets the oldest. */
  CompletionStage<Long> add(String id, String registry, String name, String topHash, String by) {
    return tables
        .update(
            ADD,
            statement ->
                statement
                    .bind("$1", id)
                    .bind("$2", registry)
                    .bind("$3", name)
                    .bind("$4", topHash)
                    .bind("$5", by))
        .thenCompose(added -> tables.update(FORGET, statement -> statement));
  }

  /**
   * Writes how far one is.
   *
   * @return whether somebody ordered its end
   */
  CompletionStage<Boolean> seen(String id, State state, Verification.Progress progress) {
    return tables
        .select(
            SEEN,
            statement ->
                statement
                    .bind("$1", id)
                    .bind("$2", word(state))
                    .bind("$3", progress.files())
                    .bind("$4", progress.bytes())
                    .bind("$5", progress.allFiles())
                    .bind("$6", progress.allBytes())
                    .bind("$7", progress.problems()),
            row -> text(row, "cancelled_by"))
        .thenApply(rows -> rows.stream().anyMatch(Optional::isPresent));
  }

  /** Writes how one ended. */
  CompletionStage<Long> end(
      String id,
      State state,
      Verification.Progress progress,
      List<Verification.Problem> problems,
      String error) {
    return tables.update(
        END,
        statement ->
            statement
                .bind("$1", id)
                .bind("$2", word(state))
                .bind("$3", progress.files())
                .bind("$4", progress.bytes())
                .bind("$5", progress.allFiles())
                .bind("$6", progress.allBytes())
                .bind("$7", progress.problems())
                .bind("$8", json(problems))
                .bind("$9", error));
  }

  CompletionStage<Boolean> cancel(String id, String by) {
    return tables
        .update(CANCEL, statement -> statement.bind("$1", id).bind("$2", by))
        .thenApply(changed -> changed > 0);
  }

  private static VerificationView view(Row row) {
    return new VerificationView(
        text(row, "verification_id").orElseThrow(),
        text(row, "registry").orElseThrow(),
        text(row, "package_name").orElseThrow(),
        text(row, "top_hash").orElseThrow(),
        State.valueOf(text(row, "shown").orElseThrow().toUpperCase(Locale.ROOT)),
        new Amounts(
            optional(row, "files", Long.class).orElseThrow(),
            optional(row, "bytes", Long.class).orElseThrow(),
            optional(row, "all_files", Long.class),
            optional(row, "all_bytes", Long.class),
            optional(row, "problems", Long.class).orElseThrow()),
        json(text(row, "found").orElseThrow()),
        text(row, "error"),
        text(row, "asked_by").orElseThrow(),
        time(row, "asked_at").orElseThrow(),
        time(row, "ended_at"),
        text(row, "cancelled_by"));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("table verification holds what is no JSON", e);
    }
  }

  /** NUL, which no text of Postgres can have, is escaped in JSON. */
  private static String json(List<Verification.Problem> problems) {
    var list = JSON.createArrayNode();
    for (var problem : problems) {
      list.addObject()
          .put("kind", problem.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .put("where", problem.where())
          .put("text", problem.text());
    }
    return list.toString();
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
