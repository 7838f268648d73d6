package io.bindery.packager.suggest;

import akka.Done;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.quilt.name.PackageName;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of {@code suggestion}, each one statement with its entry in the list of orders and in the
 * feed of changes. An order changes nothing if the suggestion is not open at its version.
 */
final class SuggestionChanges {
  private static final Logger log = LoggerFactory.getLogger(SuggestionChanges.class);

  /** How many expire in one statement. */
  private static final int EXPIRED_AT_ONCE = 500;

  private static final String OPEN_AT =
      " WHERE suggestion_id = $1 AND version = $2 AND state = 'open' RETURNING *";

  private static final String ACCEPT =
      order(
          "accept",
          "accepted",
          "state = 'accepted', ended_at = $3, ended_by = $4, expires_at = NULL, due_at = $5",
          "NULL::text");
  private static final String EDIT =
      order(
          "edit",
          "edited",
          "edited = $6, edited_name = $9, package_name = $7, edits = edits + 1, due_at = $5",
          "$8::text");
  private static final String DISMISS =
      order(
          "dismiss",
          "dismissed",
          "state = 'dismissed', ended_at = $3, ended_by = $4, ended_for = $5, expires_at = NULL,"
              + " due_at = NULL",
          "$5::text");

  // No DueRows: what is found is ended by the same statement, so nothing is leased.
  private static final String EXPIRE =
      """
      WITH changed AS (
        UPDATE suggestion SET state = 'expired', version = version + 1, updated_at = $1,
          ended_at = $1, due_at = NULL
        WHERE suggestion_id IN (
          SELECT suggestion_id FROM suggestion WHERE state = 'open' AND expires_at <= $1
          ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING *),
      told AS (%s)
      SELECT suggestion_id, registry, package_name, source FROM changed
      """
          .formatted(SuggestionSql.told("'expired'", "changed s"));

  private static final String MADE =
      """
      WITH changed AS (
        UPDATE suggestion SET job_id = $2, version = version + 1, updated_at = $3, due_at = NULL
        WHERE suggestion_id = $1 AND state = 'accepted' AND job_id IS NULL RETURNING *)
      """
          + SuggestionSql.told("'started'", "changed s");
  private static final String LOOKED =
      "UPDATE suggestion SET due_at = NULL WHERE suggestion_id = $1 AND edits = $2"
          + " AND state <> 'accepted'";
  private static final String LATER =
      "UPDATE suggestion SET due_at = $2 WHERE suggestion_id = $1 AND due_at IS NOT NULL";

  private final Tables tables;

  SuggestionChanges(Tables tables) {
    this.tables = tables;
  }

  /**
   * A statement that carries out an order; $1 to $4 are the suggestion, its version, when and who.
   *
   * @param event what the feed calls it
   * @param set what is changed
   * @param detail for the list of orders
   */
  private static String order(String what, String event, String set, String detail) {
    return "WITH changed AS (UPDATE suggestion SET version = version + 1, updated_at = $3, "
        + set
        + OPEN_AT
        + "), noted AS (INSERT INTO suggestion_order (suggestion_id, version, what, ordered_by,"
        + " ordered_at, detail) SELECT suggestion_id, version, '%s', $4::text, $3, %s FROM changed), "
            .formatted(what, detail)
        + "told AS (%s) SELECT suggestion_id FROM changed"
            .formatted(SuggestionSql.told("'%s'".formatted(event), "changed s"));
  }

  /**
   * Accepts it.
   *
   * @param dueAt when its package is told by a round, if nobody has until then
   * @return whether it was open at this version
   */
  CompletionStage<Boolean> accept(String id, long version, String by, Instant dueAt) {
    return changed(
        tables.select(
            ACCEPT,
            statement ->
                statement
                    .bind("$1", id)
                    .bind("$2", version)
                    .bind("$3", Instant.now())
                    .bind("$4", Rows.storable(by))
                    .bind("$5", dueAt),
            row -> row.get(0, String.class)),
        "suggestion {}: accepted by {}",
        id,
        by);
  }

  /**
   * Sets all that people have edited.
   *
   * @param own what this order edits of it
   */
  CompletionStage<Boolean> edit(
      String id, long version, Edits all, PackageName name, Edits own, String by, Instant dueAt) {
    return changed(
        tables.select(
            EDIT,
            statement ->
                Rows.bind(
                    statement
                        .bind("$1", id)
                        .bind("$2", version)
                        .bind("$3", Instant.now())
                        .bind("$4", Rows.storable(by))
                        .bind("$5", dueAt)
                        .bind("$6", Rows.storable(all.text()))
                        .bind("$7", Rows.storable(name.value()))
                        .bind("$8", Rows.storable(own.text())),
                    8,
                    all.name(),
                    String.class),
            row -> row.get(0, String.class)),
        "suggestion {}: edited by {}",
        id,
        by);
  }

  CompletionStage<Boolean> dismiss(String id, long version, String by, String reason) {
    return changed(
        tables.select(
            DISMISS,
            statement ->
                statement
                    .bind("$1", id)
                    .bind("$2", version)
                    .bind("$3", Instant.now())
                    .bind("$4", Rows.storable(by))
                    .bind("$5", Rows.storable(reason)),
            row -> row.get(0, String.class)),
        "suggestion {}: dismissed by {}",
        id,
        by);
  }

  private static CompletionStage<Boolean> changed(
      CompletionStage<List<String>> rows, String words, String id, String by) {
    return rows.thenApply(
        changed -> {
          if (!changed.isEmpty()) {
            log.info(words, id, by);
          }
          return !changed.isEmpty();
        });
  }

  /** Ends those that nobody decided on in time, and tells so. */
  CompletionStage<Done> expire(Instant now) {
    return tables
        .select(
            EXPIRE,
            statement -> statement.bind("$1", now).bind("$2", EXPIRED_AT_ONCE),
            row ->
                "%s of package %s in s3://%s, made of %s"
                    .formatted(
                        row.get("suggestion_id", String.class),
                        row.get("package_name", String.class),
                        row.get("registry", String.class),
                        row.get("source", String.class)))
        .thenApply(
            expired -> {
              expired.forEach(it -> log.warn("suggestion {}: expired, nobody decided", it));
              return Done.done();
            });
  }

  /** The package has accepted the job. */
  CompletionStage<Done> made(String id, String jobId) {
    return tables
        .update(
            MADE, statement -> statement.bind("$1", id).bind("$2", jobId).bind("$3", Instant.now()))
        .thenApply(rows -> Done.done());
  }

  /** The package has heard of an edit. */
  CompletionStage<Done> looked(String id, int edits) {
    return tables
        .update(LOOKED, statement -> statement.bind("$1", id).bind("$2", edits))
        .thenApply(rows -> Done.done());
  }

  /** It is told later. */
  CompletionStage<Done> later(String id, Instant at) {
    return tables
        .update(LATER, statement -> statement.bind("$1", id).bind("$2", at))
        .thenApply(rows -> Done.done());
  }
}
