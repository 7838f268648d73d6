package io.bindery.router.tables;

import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Tables;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.Verb;
import io.bindery.router.tables.ListedBatch.State;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The batches that an order to all that match a filter is for. */
public final class BatchTargets {
  /** More are not counted for one order. */
  public static final int MOST = 1_000_000;

  private static final String FROM = " FROM %s o%s WHERE %s AND %s%s%s";
  private static final String PAUSED =
      " LEFT JOIN LATERAL (SELECT 1 AS yes FROM paused_batch p WHERE p.entity_id = o.entity_id LIMIT 1) q ON TRUE";

  private final Tables tables;

  public BatchTargets(Tables tables) {
    this.tables = tables;
  }

  /** One of them. */
  public record Target(String entityId, BatchKey key) {
    /** The place behind which the next one comes. */
    public Cursor at() {
      return BatchWalk.prefixPlace(key.bucket(), key.prefix(), entityId);
    }
  }

  /**
   * The states that batches can have which an order does something to, the usual one first.
   *
   * @return with one element if there is no choice
   */
  public static Set<State> states(Verb verb) {
    return switch (verb) {
      case FLUSH, DISCARD -> Set.of(State.OPEN, State.PAUSED);
      case PAUSE -> Set.of(State.OPEN);
      case RESUME -> Set.of(State.PAUSED);
    };
  }

  /**
   * How many there are, up to one more than {@value #MOST}.
   *
   * @param state one of {@link #states}; absent: any of these
   */
  public CompletionStage<Long> count(Verb verb, BatchFilter filter, Optional<State> state) {
    var params = new Params();
    var sql =
        "SELECT count(*) FROM (SELECT 1%s LIMIT %d) few"
            .formatted(from(params, verb, filter, state, ""), MOST + 1);
    return tables
        .select(sql, params::bind, row -> row.get(0, Long.class))
        .thenApply(found -> found.get(0));
  }

  /** The next of them, in the order of buckets and prefixes. */
  public CompletionStage<List<Target>> page(
      Verb verb, BatchFilter filter, Optional<State> state, Optional<Cursor> after, int limit) {
    var params = new Params();
    var walk = verb == Verb.RESUME ? BatchWalk.PAUSED_BY_PREFIX : BatchWalk.OPEN_BY_PREFIX;
    var behind = after.map(it -> " AND " + walk.after(params, it)).orElse("");
    var sql =
        "SELECT o.entity_id, o.bucket, o.prefix%s ORDER BY %s LIMIT %d"
            .formatted(from(params, verb, filter, state, behind), walk.order(), limit);
    return tables.select(
        sql,
        params::bind,
        row ->
            new Target(
                row.get("entity_id", String.class),
                new BatchKey(row.get("bucket", String.class), row.get("prefix", String.class))));
  }

  private static String from(
      Params params, Verb verb, BatchFilter filter, Optional<State> state, String behind) {
    boolean resume = verb == Verb.RESUME;
    var wanted = verb == Verb.PAUSE ? Optional.of(State.OPEN) : state;
    return FROM.formatted(
        resume ? "paused_batch" : "open_batch",
        resume || wanted.isEmpty() ? "" : PAUSED,
        filter.place(params, "o"),
        filter.match(params, "o"),
        resume || wanted.isEmpty()
            ? ""
            : wanted.get() == State.OPEN ? " AND q.yes IS NULL" : " AND q.yes IS NOT NULL",
        behind);
  }
}
