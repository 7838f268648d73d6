package io.bindery.router.tables;

import io.bindery.platform.database.Tables;
import io.bindery.router.tables.ListedBatch.State;
import io.r2dbc.spi.Row;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** How many batches of several buckets are not over, up to {@value #MOST} in each state. */
public final class BucketCounts {
  /** Of each bucket and state no more are counted: there may be many buckets. */
  public static final int MOST = 1_000;

  private static final List<State> STATES = List.of(State.OPEN, State.PAUSED, State.CLOSED);

  // In the order of their index: of a bucket that has none, all others would be read to find that
  // out.
  private static final String COUNT =
      """
      SELECT b.bucket, o.seen AS open_seen, o.n AS open, p.n AS paused_seen, p.n AS paused,
        c.n AS closed_seen, c.n AS closed
      FROM unnest($1::text[]) b(bucket),
        LATERAL (
          SELECT count(*) AS seen, count(*) FILTER (WHERE q.yes IS NULL) AS n
          FROM (SELECT entity_id FROM open_batch i WHERE i.bucket = b.bucket
              ORDER BY i.prefix, i.entity_id LIMIT %1$d) i
            LEFT JOIN LATERAL (
              SELECT 1 AS yes FROM paused_batch WHERE entity_id = i.entity_id LIMIT 1) q ON TRUE) o,
        LATERAL (
          SELECT count(*) AS n
          FROM (SELECT 1 FROM paused_batch i WHERE i.bucket = b.bucket
            ORDER BY i.prefix, i.entity_id LIMIT %1$d) i) p,
        LATERAL (
          SELECT count(*) AS n FROM (
            SELECT 1 FROM (
              SELECT bucket FROM closed_batch WHERE announced_at IS NULL
              ORDER BY closed_at DESC, batch_id DESC LIMIT %1$d) l
            WHERE l.bucket = b.bucket) i) c
      """
          .formatted(MOST + 1);

  private final Tables tables;

  public BucketCounts(Tables tables) {
    this.tables = tables;
  }

  /** The counts of some buckets by their names. */
  public CompletionStage<Map<String, BatchCounts>> of(List<String> buckets) {
    return tables
        .select(
            COUNT,
            statement -> statement.bind(0, buckets.toArray(String[]::new)),
            row -> Map.entry(row.get("bucket", String.class), read(row)))
        .thenApply(
            rows ->
                rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static BatchCounts read(Row row) {
    var counts = new EnumMap<State, Long>(State.class);
    var more = new ArrayList<State>();
    for (var state : STATES) {
      counts.put(state, Math.min(row.get(state.word(), Long.class), MOST));
      if (row.get(state.word() + "_seen", Long.class) > MOST) {
        more.add(state);
      }
    }
    return new BatchCounts(counts, more);
  }
}
