package io.bindery.platform.wake;

import io.bindery.platform.database.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Takes the rows of a table whose time has come, with a lease: a row that was taken is not due
 * again until its lease is over, unless somebody writes a new time. Two that take at once take
 * different rows.
 */
public final class DueRows implements Sweeper.DueEntities {
  // A time that is further ahead than any that is written was written by a clock that was wrong. As
  // an
  // array the keys are looked up one by one: as a join the whole table may be read.
  private static final String TAKE =
      """
      UPDATE %1$s SET %3$s = $2 WHERE %2$s = ANY(ARRAY(
        SELECT %2$s FROM %1$s WHERE %3$s <= $1 OR %3$s > $4
        ORDER BY %3$s LIMIT $3 FOR UPDATE SKIP LOCKED))
      RETURNING %4$s
      """;

  /**
   * Where it is written what is due.
   *
   * @param key the column that names a row
   * @param dueAt the column of the time, null if nothing is due
   * @param entity the column that names whom to wake
   */
  public record Names(String table, String key, String dueAt, String entity) {}

  private final Tables tables;
  private final String take;
  private final Duration lease;
  private final Duration furthest;

  /**
   * The rows of one table.
   *
   * @param lease how long a row that was taken is left alone
   * @param longest no time further ahead than this is ever written, but for leases: one that is
   *     counts as come
   */
  public DueRows(Tables tables, Names names, Duration lease, Duration longest) {
    this.tables = tables;
    this.take = TAKE.formatted(names.table(), names.key(), names.dueAt(), names.entity());
    this.lease = lease;
    this.furthest = longest.plus(lease.multipliedBy(2));
  }

  /** Takes up to {@code limit} rows, the longest due first, and names each entity once. */
  @Override
  public CompletionStage<List<String>> due(Instant now, int limit) {
    return tables
        .select(
            take,
            statement ->
                statement
                    .bind(0, now)
                    .bind(1, now.plus(lease))
                    .bind(2, limit)
                    .bind(3, now.plus(furthest)),
            row -> row.get(0, String.class))
        .thenApply(found -> found.stream().distinct().toList());
  }
}
