package io.bindery.router.tables;

import io.bindery.platform.database.Rows;
import io.bindery.platform.feed.FeedSql;
import io.bindery.router.batch.BatchEvent;
import io.bindery.router.batch.Totals;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The orders of operators in a group of events, as the feed of changes tells them. */
final class OrderChanges {
  private static final String ORDERED =
      FeedSql.INSERT
          + """
          SELECT 'batch', r.bucket, r.prefix, %s
          FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
            $6::timestamptz[], $7::bigint[], $8::bigint[], $9::timestamptz[])
            WITH ORDINALITY
            AS r(event, state, bucket, prefix, by, at, files, bytes, due, place)
          ORDER BY r.place
          """
              .formatted(
                  FeedSql.doc(
                      "'batch'",
                      "r.event",
                      "r.state",
                      "r.at",
                      "'bucket', r.bucket, 'prefix', r.prefix, 'files', r.files, 'bytes', r.bytes,"
                          + " 'due_at', %s, 'paused_by', CASE r.event WHEN 'paused' THEN r.by END,"
                              .formatted(FeedSql.time("r.due"))
                          + " 'paused_at', CASE r.event WHEN 'paused' THEN %s END,"
                              .formatted(FeedSql.time("r.at"))
                          + " 'resumed_by', CASE r.event WHEN 'resumed' THEN r.by END,"
                          + " 'discarded_by', CASE r.event WHEN 'discarded' THEN r.by END"));

  private record Order(
      String event,
      String state,
      String bucket,
      String prefix,
      String by,
      Instant at,
      Optional<Totals> totals,
      Optional<Instant> dueAt) {}

  private final List<Order> orders = new ArrayList<>();

  void paused(BatchEvent.BatchPaused event) {
    orders.add(
        new Order(
            "paused",
            "paused",
            event.bucket(),
            event.prefix(),
            event.by(),
            event.at(),
            Optional.empty(),
            Optional.empty()));
  }

  void resumed(BatchEvent.BatchResumed event) {
    orders.add(
        new Order(
            "resumed",
            "open",
            event.bucket(),
            event.prefix(),
            event.by(),
            event.at(),
            Optional.empty(),
            event.dueAt()));
  }

  void discarded(BatchEvent.BatchDiscarded event) {
    orders.add(
        new Order(
            "discarded",
            "discarded",
            event.bucket(),
            event.prefix(),
            event.by(),
            event.at(),
            Optional.of(event.totals()),
            Optional.empty()));
  }

  List<Statement> statements(Connection connection) {
    if (orders.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Columns<>(connection.createStatement(ORDERED), orders)
            .add(String[]::new, Order::event)
            .add(String[]::new, Order::state)
            .add(String[]::new, Order::bucket)
            .add(String[]::new, order -> Rows.storable(order.prefix()))
            .add(String[]::new, order -> Rows.storable(order.by()))
            .add(OffsetDateTime[]::new, order -> BatchTables.time(order.at()))
            .add(Long[]::new, order -> order.totals().map(Totals::files).orElse(null))
            .add(Long[]::new, order -> order.totals().map(Totals::bytes).orElse(null))
            .add(OffsetDateTime[]::new, order -> order.dueAt().map(BatchTables::time).orElse(null))
            .statement());
  }
}
