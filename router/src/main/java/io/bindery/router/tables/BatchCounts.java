package io.bindery.router.tables;

import io.bindery.platform.database.Tables.Moment;
import io.bindery.router.tables.ListedBatch.State;
import io.r2dbc.spi.Row;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * How many batches there are in each state, up to {@value #MOST}: to count a million of them would
 * cost more than all else that is read, and nobody acts on the difference.
 *
 * @param counts of each state
 * @param atLeast of which states there may be more
 */
public record BatchCounts(Map<State, Long> counts, List<State> atLeast) {
  /** So many rows are looked at for each state, and no more. */
  public static final int MOST = 2_000;

  private static final String COUNT =
      "(WITH RECURSIVE %s SELECT count(*) AS seen, count(*) FILTER (WHERE %s) AS n FROM (%s) c) %s";

  /**
   * Whether a batch is not paused. As long as few are, those are read once and not asked for by
   * each batch.
   */
  private static final String GOES_ON =
      "c.id NOT IN (SELECT id FROM held) AND ((SELECT count(*) FROM held) <= %d OR NOT EXISTS"
          + " (SELECT 1 FROM paused_batch WHERE entity_id = c.id)) AND %s";

  private static final String BY_PLACE = "o.bucket, o.prefix, o.entity_id";
  private static final String LATEST = "o.closed_at DESC, o.batch_id DESC";

  public BatchCounts {
    counts = Collections.unmodifiableMap(new EnumMap<>(counts));
    atLeast = List.copyOf(atLeast);
  }

  static CompletionStage<BatchCounts> of(Moment moment, BatchFilter filter) {
    var params = new Params();
    var sql =
        "SELECT o.seen AS open_seen, o.n AS open, p.seen AS paused_seen, p.n AS paused,"
            + " c.seen AS closed_seen, c.n AS closed, a.seen AS announced_seen, a.n AS announced"
            + " FROM "
            + String.join(
                ", ",
                open(params, filter),
                paused(params, filter),
                closed(params, filter),
                announced(params, filter));
    return moment.select(sql, params::bind, BatchCounts::read).thenApply(rows -> rows.get(0));
  }

  private static String open(Params params, BatchFilter filter) {
    var held =
        "held AS MATERIALIZED (SELECT entity_id AS id FROM paused_batch ORDER BY"
            + " entity_id LIMIT %d)".formatted(MOST + 1);
    return COUNT.formatted(
        Places.buckets("open_batch") + ", " + held,
        GOES_ON.formatted(MOST, filter.match(params, "c")),
        Places.rows(
            params, filter, "open_batch", "o.entity_id AS id, o.prefix", BY_PLACE, MOST + 1),
        "o");
  }

  private static String paused(Params params, BatchFilter filter) {
    return COUNT.formatted(
        Places.buckets("paused_batch"),
        filter.match(params, "c"),
        Places.rows(params, filter, "paused_batch", "o.prefix", BY_PLACE, MOST + 1),
        "p");
  }

  /** They are few, and have an index of their own. */
  private static String closed(Params params, BatchFilter filter) {
    return COUNT.formatted(
        Places.buckets("closed_batch"),
        filter.place(params, "c") + " AND " + filter.match(params, "c"),
        "SELECT o.bucket, o.prefix FROM closed_batch o WHERE o.announced_at IS NULL ORDER BY %s LIMIT %d"
            .formatted(LATEST, MOST + 1),
        "c");
  }

  private static String announced(Params params, BatchFilter filter) {
    return COUNT.formatted(
        Places.buckets("closed_batch"),
        "c.announced_at IS NOT NULL AND " + filter.match(params, "c"),
        Places.rows(params, filter, "closed_batch", "o.prefix, o.announced_at", LATEST, MOST + 1),
        "a");
  }

  private static BatchCounts read(Row row) {
    var counts = new EnumMap<State, Long>(State.class);
    Set<State> more = EnumSet.noneOf(State.class);
    for (var state : State.values()) {
      long seen = row.get(state.word() + "_seen", Long.class);
      long fitting = row.get(state.word(), Long.class);
      counts.put(state, Math.min(fitting, MOST));
      if (seen > MOST) {
        more.add(state);
      }
    }
    return new BatchCounts(counts, List.copyOf(more));
  }
}
