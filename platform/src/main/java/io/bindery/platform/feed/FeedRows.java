package io.bindery.platform.feed;

import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The statements on {@code change_feed}. */
final class FeedRows {
  /** A server that does not answer must not be waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  static final int TRIM_PAGE = 5_000;

  private static final String WAITING =
      "SELECT EXISTS (SELECT 1 FROM change_feed WHERE position IS NULL)";

  /** The next statement sees what the last holder of the row has committed. */
  private static final String HOLD = "SELECT last FROM change_feed_head FOR UPDATE";

  private static final String PLACE =
      """
      UPDATE change_feed c SET position = h.last + w.place, tag = $2
      FROM change_feed_head h, (
        SELECT number, row_number() OVER (ORDER BY number) AS place FROM (
          SELECT number FROM change_feed WHERE position IS NULL ORDER BY number LIMIT $1) n) w
      WHERE c.number = w.number
      """;

  private static final String ADVANCE =
      """
      UPDATE change_feed_head SET last = m.last
      FROM (SELECT max(position) AS last FROM change_feed) m WHERE change_feed_head.last < m.last
      """;

  private static final String FROM =
      """
      SELECT position, tag, type, bucket, prefix, doc FROM change_feed
      WHERE position >= $1 ORDER BY position LIMIT $2
      """;

  private static final String NEWEST =
      """
      SELECT position, tag FROM change_feed WHERE position IS NOT NULL
      ORDER BY position DESC LIMIT 1
      """;

  private static final String OLDEST = "SELECT min(position) FROM change_feed";

  // The newest stays: who has read it has missed nothing, however long nothing happens. What goes
  // is
  // all before the first that stays, so that no position is missing between two that are there.
  private static final String TRIM =
      """
      WITH oldest AS (
        SELECT position, made_at < now() - make_interval(secs => $1) OR position <= h.last - $2 AS old
        FROM change_feed, change_feed_head h
        WHERE position < h.last ORDER BY position LIMIT $3)
      DELETE FROM change_feed WHERE position >= (SELECT min(position) FROM oldest)
        AND position < coalesce((SELECT min(position) FROM oldest WHERE NOT old),
          (SELECT max(position) + 1 FROM oldest))
      """;

  private final Tables tables;

  FeedRows(Tables tables) {
    this.tables = tables;
  }

  /** Whether there are changes without a position. */
  CompletionStage<Boolean> waiting() {
    return patiently(
        tables
            .select(WAITING, statement -> statement, row -> row.get(0, Boolean.class))
            .thenApply(rows -> rows.get(0)));
  }

  /**
   * Gives positions to changes that are committed and have none, in the order in which they were
   * written. Others who do the same wait meanwhile.
   *
   * @param tag of all of them
   * @return to how many
   */
  CompletionStage<Long> place(int limit, int tag) {
    return patiently(
        tables
            .together(
                connection ->
                    List.of(
                        connection.createStatement(HOLD),
                        connection.createStatement(PLACE).bind(0, limit).bind(1, tag),
                        connection.createStatement(ADVANCE)))
            .thenApply(counts -> counts.get(1)));
  }

  /**
   * The changes after one.
   *
   * @return nothing if that one is not there, or what comes after it is not
   */
  CompletionStage<Optional<List<Change>>> after(FeedId id, int limit) {
    boolean all = id.equals(FeedId.ORIGIN);
    return patiently(
        tables
            .select(
                FROM,
                statement -> statement.bind(0, id.position()).bind(1, all ? limit : limit + 1),
                FeedRows::change)
            .thenApply(
                rows -> {
                  if (!all && (rows.isEmpty() || !rows.get(0).id().equals(id))) {
                    return Optional.empty();
                  }
                  var after = all ? rows : List.copyOf(rows.subList(1, rows.size()));
                  return after.isEmpty() || after.get(0).id().position() == id.position() + 1
                      ? Optional.of(after)
                      : Optional.empty();
                }));
  }

  /** The last change that has a position; {@link FeedId#ORIGIN} if there is none. */
  CompletionStage<FeedId> newest() {
    return patiently(
        tables
            .select(NEWEST, statement -> statement, FeedRows::id)
            .thenApply(rows -> rows.stream().findFirst().orElse(FeedId.ORIGIN)));
  }

  /** The first position that is kept; nothing if none is. */
  CompletionStage<Optional<Long>> oldest() {
    return patiently(
        tables
            .select(OLDEST, statement -> statement, row -> Rows.optional(row, 0, Long.class))
            .thenApply(rows -> rows.get(0)));
  }

  /** Deletes some of the changes that need not be kept. */
  CompletionStage<Long> trim(Duration keep, int events) {
    return patiently(
        tables.update(
            TRIM,
            statement ->
                statement
                    .bind(0, (double) keep.toSeconds())
                    .bind(1, (long) events)
                    .bind(2, TRIM_PAGE)));
  }

  private static FeedId id(Row row) {
    return new FeedId(row.get(0, Long.class), row.get(1, Integer.class));
  }

  private static Change change(Row row) {
    return new Change(
        id(row),
        row.get(2, String.class),
        Rows.text(row, 3),
        Rows.text(row, 4),
        row.get(5, String.class));
  }

  private static <T> CompletableFuture<T> patiently(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
