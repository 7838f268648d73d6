package io.bindery.router.tables;

import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Page.Placed;
import io.bindery.platform.database.Tables.Moment;
import io.bindery.router.tables.ListedBatch.State;
import io.r2dbc.spi.Row;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * How the pages of one list are read. If an index has just the rows that are wanted, in their
 * order, it is read there. If few rows are where the filter says, all of these are ordered. Else a
 * stretch of the order is walked, and what fits is taken.
 */
final class PageReading {
  /** So many rows are looked at for one page, and no more. */
  static final int WALKED = 2_000;

  /** There may be some more than were counted a moment before. */
  private static final int MOST_SORTED = 2 * WALKED;

  private enum Way {
    /** What the index has is wanted. */
    STRAIGHT,
    /** All that are there are ordered. */
    SORTED,
    /** Some of what the index has is wanted. */
    WALKED
  }

  // What is looked at, with what an index has of it; then what fits, in its order. The last row of
  // a
  // walk that was not at its end comes along: it says how far the walk was.
  private static final String CHOSEN =
      """
      WITH RECURSIVE %1$swalked AS MATERIALIZED (%2$s),
      placed AS (
        SELECT w.*, row_number() OVER (ORDER BY %3$s) AS place, (%4$s) AS fits FROM walked w%5$s),
      chosen AS (SELECT * FROM placed WHERE fits OR place = %6$d ORDER BY place LIMIT %7$s)
      """;

  private static final String NOT_PAUSED =
      " LEFT JOIN LATERAL (SELECT 1 AS yes FROM paused_batch p WHERE p.entity_id = w.id LIMIT 1) q ON TRUE";

  private final Moment moment;
  private final BatchQuery query;
  private final BatchWalk walk;
  private final Way way;

  private PageReading(Moment moment, BatchQuery query, BatchWalk walk, Way way) {
    this.moment = moment;
    this.query = query;
    this.walk = walk;
    this.way = way;
  }

  /** Finds out which way is the shortest. */
  static CompletionStage<PageReading> of(Moment moment, BatchQuery query, BatchWalk walk) {
    if (isStraight(query, walk)) {
      return CompletableFuture.completedStage(new PageReading(moment, query, walk, Way.STRAIGHT));
    }
    if (query.filter().isAnywhere()) {
      return CompletableFuture.completedStage(new PageReading(moment, query, walk, Way.WALKED));
    }
    var params = new Params();
    var sql =
        "WITH RECURSIVE %s SELECT count(*) FROM (%s) few"
            .formatted(
                Places.buckets(walk.table()),
                Places.rows(params, query.filter(), walk.table(), "o.bucket", "", WALKED + 1));
    return moment
        .select(sql, params::bind, row -> row.get(0, Long.class))
        .thenApply(
            found ->
                new PageReading(
                    moment, query, walk, found.get(0) <= WALKED ? Way.SORTED : Way.WALKED));
  }

  private static boolean isStraight(BatchQuery query, BatchWalk walk) {
    var filter = query.filter();
    boolean inOrder =
        walk.isByPrefix()
            ? filter.bucket().isPresent() || filter.prefix().isEmpty()
            : filter.isAnywhere();
    boolean anyState =
        query.state().isEmpty() || walk == BatchWalk.PAUSED_BY_PREFIX || isUnannounced(query);
    return inOrder && anyState && filter.text().isEmpty();
  }

  /** These have an index of their own. */
  private static boolean isUnannounced(BatchQuery query) {
    return query.state().filter(State.CLOSED::equals).isPresent();
  }

  <T> CompletionStage<Page<T>> page(
      String rows, Optional<Cursor> after, int limit, Function<Row, T> read) {
    var params = new Params();
    var walked = walked(params, after, limit);
    var sql =
        CHOSEN.formatted(
                Places.buckets(walk.table()) + ", ",
                walked,
                walk.orderOfColumns(),
                fits(params),
                query.state().filter(State.OPEN::equals).isPresent() ? NOT_PAUSED : "",
                way == Way.WALKED ? WALKED : 0,
                params.last())
            + rows;
    return moment
        .page(
            sql,
            params::bind,
            params.size(),
            row ->
                new Found<>(
                    read.apply(row),
                    walk.at(row),
                    row.get("place", Long.class),
                    row.get("fits", Boolean.class)),
            Found::at,
            limit)
        .thenApply(this::fitting);
  }

  private record Found<T>(T item, Cursor at, long place, boolean fits) {}

  private <T> Page<T> fitting(Page<Found<T>> found) {
    var fitting = new ArrayList<Placed<T>>();
    Optional<Cursor> reached = Optional.empty();
    for (var one : found.items()) {
      if (one.fits()) {
        fitting.add(new Placed<>(one.at(), one.item()));
      }
      if (way == Way.WALKED && one.place() == WALKED) {
        reached = Optional.of(one.at());
      }
    }
    return new Page<>(fitting, found.more() || reached.isPresent(), reached);
  }

  /** The rows that are looked at, with {@link BatchWalk#columns}. */
  private String walked(Params params, Optional<Cursor> after, int limit) {
    var behind = after.map(it -> walk.after(params, it)).orElse("TRUE");
    if (way == Way.SORTED) {
      return "SELECT %s FROM (%s) o WHERE %s"
          .formatted(
              walk.columns(),
              Places.rows(params, query.filter(), walk.table(), "o.*", "", MOST_SORTED),
              behind);
    }
    // Where the order is that of places, the filter is a stretch of it.
    boolean place = walk.isByPrefix() && query.filter().bucket().isPresent();
    return "SELECT %s FROM %s o WHERE %s AND %s%s ORDER BY %s LIMIT %d"
        .formatted(
            walk.columns(),
            walk.table(),
            place ? query.filter().place(params, "o") : "TRUE",
            behind,
            isUnannounced(query) ? " AND o.announced_at IS NULL" : "",
            walk.order(),
            way == Way.WALKED ? WALKED : limit + 1);
  }

  /** The condition on what is looked at. */
  private String fits(Params params) {
    if (way == Way.STRAIGHT) {
      return "TRUE";
    }
    var fits =
        new StringBuilder(query.filter().place(params, "w"))
            .append(" AND ")
            .append(query.filter().match(params, "w"));
    query
        .state()
        .ifPresent(
            state ->
                fits.append(
                    switch (state) {
                      case OPEN -> " AND q.yes IS NULL";
                      case PAUSED -> "";
                      case CLOSED -> " AND w.announced_at IS NULL";
                      case ANNOUNCED -> " AND w.announced_at IS NOT NULL";
                    }));
    return fits.toString();
  }
}
