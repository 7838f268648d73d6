package io.bindery.router.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.platform.database.Tables.Moment;
import io.bindery.router.tables.ListedBatch.State;
import io.r2dbc.spi.Row;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The tables of batches, page by page; each page begins where the one before ended. A page costs
 * the same however many batches there are: it is read from an index in its order; where no index
 * knows what is asked for, so many rows are looked at and no more, and the page ends there.
 */
public final class BatchLists {
  private static final String OPEN =
      """
      SELECT c.id, c.bucket, c.prefix, c.at, c.place, c.fits, o.files, o.bytes, o.first_event_time,
        o.last_event_time, o.due_at, p.paused_by, p.paused_at, o.trace_id
      FROM chosen c JOIN open_batch o ON o.entity_id = c.id
        LEFT JOIN LATERAL (SELECT * FROM paused_batch WHERE entity_id = c.id LIMIT 1) p ON TRUE
      ORDER BY c.place
      """;

  private static final String PAUSED =
      """
      SELECT c.id, c.bucket, c.prefix, c.at, c.place, c.fits, o.files, o.bytes, o.first_event_time,
        o.last_event_time, o.due_at, p.paused_by, p.paused_at, o.trace_id
      FROM chosen c JOIN paused_batch p ON p.entity_id = c.id
        LEFT JOIN LATERAL (SELECT * FROM open_batch WHERE entity_id = c.id LIMIT 1) o ON TRUE
      ORDER BY c.place
      """;

  private static final String CLOSED =
      """
      SELECT c.id, c.bucket, c.prefix, c.at, c.place, c.fits, o.files, o.bytes, o.first_event_time,
        o.last_event_time, o.reason, o.closed_at, o.announced_at, o.trace_id
      FROM chosen c JOIN closed_batch o ON o.batch_id = c.id
      ORDER BY c.place
      """;

  private final Tables tables;

  BatchLists(Tables tables) {
    this.tables = tables;
  }

  /** The lists of the database that the system uses. */
  public static BatchLists of(ActorSystem<?> system) {
    return new BatchLists(Tables.of(system));
  }

  /**
   * A page, and how many there are in each state.
   *
   * @param counts of all that the filter lets through, as the page saw them; absent behind the
   *     first page
   */
  public record Counted(Page<? extends ListedBatch> page, Optional<BatchCounts> counts) {}

  /**
   * A page of a list. It may have fewer rows than the limit, or none, and still have a next one.
   *
   * @param after {@link Page#next()} of the page before
   * @param limit how many at most
   */
  public CompletionStage<Counted> list(BatchQuery query, Optional<Cursor> after, int limit) {
    return tables.atOneMoment(
        moment ->
            page(moment, query, after, limit)
                .thenCompose(
                    page ->
                        after.isPresent()
                            ? CompletableFuture.completedStage(new Counted(page, Optional.empty()))
                            : BatchCounts.of(moment, query.filter())
                                .thenApply(counts -> new Counted(page, Optional.of(counts)))));
  }

  private static CompletionStage<? extends Page<? extends ListedBatch>> page(
      Moment moment, BatchQuery query, Optional<Cursor> after, int limit) {
    if (query.order() == BatchOrder.LATEST) {
      return page(moment, query, BatchWalk.LATEST, CLOSED, after, limit, BatchLists::closed);
    }
    if (query.state().filter(State.PAUSED::equals).isPresent()) {
      return page(
          moment, query, BatchWalk.PAUSED_BY_PREFIX, PAUSED, after, limit, BatchLists::open);
    }
    var walk = query.order() == BatchOrder.DUE ? BatchWalk.DUE : BatchWalk.OPEN_BY_PREFIX;
    return page(moment, query, walk, OPEN, after, limit, BatchLists::open);
  }

  private static <T extends ListedBatch> CompletionStage<Page<T>> page(
      Moment moment,
      BatchQuery query,
      BatchWalk walk,
      String rows,
      Optional<Cursor> after,
      int limit,
      Function<Row, T> read) {
    return PageReading.of(moment, query, walk)
        .thenCompose(reading -> reading.page(rows, after, limit, read));
  }

  private static ListedBatch.Open open(Row row) {
    var pausedBy = Rows.text(row, "paused_by");
    return new ListedBatch.Open(
        pausedBy.isPresent() ? State.PAUSED : State.OPEN,
        row.get("bucket", String.class),
        row.get("prefix", String.class),
        Rows.optional(row, "files", Long.class).orElse(0L),
        Rows.optional(row, "bytes", Long.class).orElse(0L),
        Rows.time(row, "first_event_time"),
        Rows.time(row, "last_event_time"),
        Rows.time(row, "due_at"),
        pausedBy,
        Rows.time(row, "paused_at"),
        Rows.text(row, "trace_id"));
  }

  private static ListedBatch.Closed closed(Row row) {
    var announcedAt = Rows.time(row, "announced_at");
    return new ListedBatch.Closed(
        announcedAt.isPresent() ? State.ANNOUNCED : State.CLOSED,
        row.get("id", String.class),
        row.get("bucket", String.class),
        row.get("prefix", String.class),
        row.get("files", Long.class),
        row.get("bytes", Long.class),
        row.get("reason", String.class),
        Rows.time(row, "first_event_time").orElseThrow(),
        Rows.time(row, "last_event_time").orElseThrow(),
        Rows.time(row, "closed_at").orElseThrow(),
        announcedAt,
        Rows.text(row, "trace_id"));
  }
}
