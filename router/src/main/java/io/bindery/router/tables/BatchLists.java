package io.bindery.router.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The tables of batches, page by page; each page begins where the one before ended. */
public final class BatchLists {
  private static final String OPEN =
      """
      SELECT o.entity_id, o.bucket, o.prefix, o.files, o.bytes, o.first_event_time,
        o.last_event_time, o.due_at, p.paused_by, p.paused_at, o.trace_id
      FROM open_batch o LEFT JOIN paused_batch p ON p.entity_id = o.entity_id
      WHERE o.entity_id > $1%s ORDER BY o.entity_id LIMIT $%d
      """;

  private static final String CLOSED =
      """
      SELECT batch_id, bucket, prefix, files, bytes, reason, first_event_time, last_event_time,
        closed_at, announced_at, trace_id
      FROM closed_batch o
      WHERE (closed_at, batch_id) < ($1, $2)%s ORDER BY closed_at DESC, batch_id DESC LIMIT $%d
      """;

  private final Tables tables;

  private BatchLists(Tables tables) {
    this.tables = tables;
  }

  /** The lists of the database that the system uses. */
  public static BatchLists of(ActorSystem<?> system) {
    return new BatchLists(Tables.of(system));
  }

  /**
   * Open batches, in no order that means anything.
   *
   * @param bucket only of this one
   * @param prefix only those whose common prefix begins so
   * @param after {@link Page#next()} of the page before
   * @param limit how many at most
   */
  public CompletionStage<Page<ListedBatch.Open>> open(
      Optional<String> bucket, Optional<String> prefix, Optional<Cursor> after, int limit) {
    var filter = new Filter(1, bucket, prefix);
    return tables
        .page(
            OPEN.formatted(filter.sql(), filter.next()),
            statement -> filter.bind(statement.bind(0, after.map(Cursor::id).orElse(""))),
            filter.next() - 1,
            row -> Map.entry(row.get(0, String.class), open(row)),
            entry -> Cursor.of(entry.getKey()),
            limit)
        .thenApply(page -> page.map(Map.Entry::getValue));
  }

  /** Closed batches, the latest first; the parameters are as for those that are open. */
  public CompletionStage<Page<ListedBatch.Closed>> closed(
      Optional<String> bucket, Optional<String> prefix, Optional<Cursor> after, int limit) {
    var start = after.orElse(Cursor.LATEST);
    var filter = new Filter(2, bucket, prefix);
    return tables.page(
        CLOSED.formatted(filter.sql(), filter.next()),
        statement -> filter.bind(statement.bind(0, start.time()).bind(1, start.id())),
        filter.next() - 1,
        BatchLists::closed,
        batch -> new Cursor(batch.closedAt(), batch.batchId()),
        limit);
  }

  private static ListedBatch.Open open(Row row) {
    return new ListedBatch.Open(
        row.get(1, String.class),
        row.get(2, String.class),
        row.get(3, Long.class),
        row.get(4, Long.class),
        Rows.time(row, 5).orElseThrow(),
        Rows.time(row, 6).orElseThrow(),
        Rows.time(row, 7),
        Rows.text(row, 8),
        Rows.time(row, 9),
        Rows.text(row, 10));
  }

  private static ListedBatch.Closed closed(Row row) {
    return new ListedBatch.Closed(
        row.get(0, String.class),
        row.get(1, String.class),
        row.get(2, String.class),
        row.get(3, Long.class),
        row.get(4, Long.class),
        row.get(5, String.class),
        Rows.time(row, 6).orElseThrow(),
        Rows.time(row, 7).orElseThrow(),
        Rows.time(row, 8).orElseThrow(),
        Rows.time(row, 9),
        Rows.text(row, 10));
  }

  /** Further conditions; their parameters come after those that the statement has itself. */
  private record Filter(int before, Optional<String> bucket, Optional<String> prefix) {
    String sql() {
      var conditions = new StringBuilder();
      int parameter = before + 1;
      if (bucket.isPresent()) {
        conditions.append(" AND o.bucket = $").append(parameter++);
      }
      if (prefix.isPresent()) {
        conditions.append(" AND starts_with(o.prefix, $").append(parameter).append(")");
      }
      return conditions.toString();
    }

    /** The number of the parameter after these. */
    int next() {
      return before + 1 + (bucket.isPresent() ? 1 : 0) + (prefix.isPresent() ? 1 : 0);
    }

    Statement bind(Statement statement) {
      int index = before;
      if (bucket.isPresent()) {
        statement.bind(index++, bucket.get());
      }
      return prefix.isPresent() ? statement.bind(index, Rows.storable(prefix.get())) : statement;
    }
  }
}
