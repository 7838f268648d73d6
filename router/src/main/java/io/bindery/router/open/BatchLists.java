package io.bindery.router.open;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Tables;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The tables of batches, page by page; each page begins where the one before ended. */
public final class BatchLists {
  private static final String OPEN =
      """
      SELECT o.entity_id, o.bucket, o.prefix, o.files, o.bytes, o.first_event_time,
        o.last_event_time, o.due_at, p.paused_by, p.paused_at
      FROM open_batch o LEFT JOIN paused_batch p ON p.entity_id = o.entity_id
      WHERE o.entity_id > $1%s ORDER BY o.entity_id LIMIT $2
      """;

  private static final String CLOSED =
      """
      SELECT batch_id, bucket, prefix, files, bytes, reason, first_event_time, last_event_time,
        closed_at, announced_at
      FROM closed_batch o
      WHERE (closed_at, batch_id) < ($1, $2)%s ORDER BY closed_at DESC, batch_id DESC LIMIT $3
      """;

  private static final Pattern OPEN_CURSOR = Pattern.compile("[0-9A-Za-z_-]{1,32}");
  private static final Pattern CLOSED_CURSOR = Pattern.compile("(\\d{1,15})\\.(.{1,32})");

  /** After every time that Postgres holds. */
  private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

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
   * @param after {@link ListPage#next()} of the page before
   * @param limit how many at most
   * @throws PageException if {@code after} is not from such a page
   */
  public CompletionStage<ListPage<ListedBatch.Open>> open(
      Optional<String> bucket, Optional<String> prefix, Optional<String> after, int limit) {
    if (after.isPresent() && !OPEN_CURSOR.matcher(after.get()).matches()) {
      throw notFromAPage(after.get());
    }
    var filter = new Filter(3, bucket, prefix);
    return page(
        OPEN.formatted(filter.sql()),
        statement -> filter.bind(statement.bind(0, after.orElse("")).bind(1, limit + 1)),
        row -> Map.entry(row.get(0, String.class), open(row)),
        limit);
  }

  /** Closed batches, the latest first; the parameters are as for those that are open. */
  public CompletionStage<ListPage<ListedBatch.Closed>> closed(
      Optional<String> bucket, Optional<String> prefix, Optional<String> after, int limit) {
    var end = END;
    var id = "";
    if (after.isPresent()) {
      var cursor = CLOSED_CURSOR.matcher(after.get());
      if (!cursor.matches()) {
        throw notFromAPage(after.get());
      }
      end = Instant.ofEpochMilli(Long.parseLong(cursor.group(1)));
      id = cursor.group(2);
    }
    var time = BatchTables.time(end);
    var batchId = id;
    var filter = new Filter(4, bucket, prefix);
    return page(
        CLOSED.formatted(filter.sql()),
        statement -> filter.bind(statement.bind(0, time).bind(1, batchId).bind(2, limit + 1)),
        row -> {
          var batch = closed(row);
          return Map.entry(batch.closedAt().toEpochMilli() + "." + batch.batchId(), batch);
        },
        limit);
  }

  private <T> CompletionStage<ListPage<T>> page(
      String sql,
      Function<Statement, Statement> bind,
      Function<Row, Map.Entry<String, T>> read,
      int limit) {
    return tables
        .select(sql, bind::apply, read)
        .thenApply(
            rows -> {
              boolean more = rows.size() > limit;
              var shown = more ? rows.subList(0, limit) : rows;
              return new ListPage<>(
                  shown.stream().map(Map.Entry::getValue).toList(),
                  more ? Optional.of(shown.get(limit - 1).getKey()) : Optional.empty());
            });
  }

  private static ListedBatch.Open open(Row row) {
    return new ListedBatch.Open(
        row.get(1, String.class),
        row.get(2, String.class),
        row.get(3, Long.class),
        row.get(4, Long.class),
        time(row, 5).orElseThrow(),
        time(row, 6).orElseThrow(),
        time(row, 7),
        Optional.ofNullable(row.get(8, String.class)),
        time(row, 9));
  }

  private static ListedBatch.Closed closed(Row row) {
    return new ListedBatch.Closed(
        row.get(0, String.class),
        row.get(1, String.class),
        row.get(2, String.class),
        row.get(3, Long.class),
        row.get(4, Long.class),
        row.get(5, String.class),
        time(row, 6).orElseThrow(),
        time(row, 7).orElseThrow(),
        time(row, 8).orElseThrow(),
        time(row, 9));
  }

  private static Optional<Instant> time(Row row, int column) {
    return Optional.ofNullable(row.get(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static PageException notFromAPage(String cursor) {
    return new PageException(
        "after = %s: it must be what a page before gave as next.".formatted(cursor));
  }

  /** Further conditions, and their parameters from {@code $first} on. */
  private record Filter(int first, Optional<String> bucket, Optional<String> prefix) {
    String sql() {
      var conditions = new StringBuilder();
      int parameter = first;
      if (bucket.isPresent()) {
        conditions.append(" AND o.bucket = $").append(parameter++);
      }
      if (prefix.isPresent()) {
        conditions.append(" AND starts_with(o.prefix, $").append(parameter).append(")");
      }
      return conditions.toString();
    }

    Statement bind(Statement statement) {
      int index = first - 1;
      if (bucket.isPresent()) {
        statement.bind(index++, bucket.get());
      }
      // As the table has it: Postgres cannot hold a NUL.
      return prefix.isPresent()
          ? statement.bind(index, prefix.get().replace('\0', '\uFFFD'))
          : statement;
    }
  }
}
