package io.bindery.router.tables;

import static io.bindery.platform.database.Rows.time;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Tables;
import io.bindery.platform.telemetry.Cached;
import io.bindery.platform.telemetry.Meters;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** How many batches there are and what of them is late, read of the tables when somebody looks. */
final class BatchGauges {
  /** To count a million open batches takes a tenth of a second. */
  private static final Duration COUNTED_EVERY = Duration.ofMinutes(1);

  private static final Duration READ_EVERY = Duration.ofSeconds(15);

  private static final String OPEN =
      "SELECT (SELECT count(*) FROM open_batch), (SELECT count(*) FROM paused_batch)";

  /** Rows that the sweeper has woken have a later time: the oldest is one that it has not. */
  private static final String LATE =
      """
      SELECT count(*) AS waiting, min(closed_at) AS since,
        LEAST(min(wake_at), (SELECT min(wake_at) FROM open_batch)) AS wake_at
      FROM closed_batch WHERE wake_at IS NOT NULL
      """;

  private record Open(long open, long paused) {
    static Open of(Row row) {
      return new Open(row.get(0, Long.class), row.get(1, Long.class));
    }
  }

  /**
   * What waits.
   *
   * @param unannounced closed batches that some target has not confirmed
   * @param since when the first of them was closed
   * @param unswept when the first batch was due that the sweeper has not woken
   */
  private record Late(long unannounced, Optional<Instant> since, Optional<Instant> unswept) {
    static Late of(Row row) {
      return new Late(row.get("waiting", Long.class), time(row, "since"), time(row, "wake_at"));
    }
  }

  private BatchGauges() {}

  static void start(ActorSystem<?> system, Meters meters) {
    var tables = Tables.of(system);
    var open = cached(tables, "open batches", COUNTED_EVERY, OPEN, Open::of);
    var late = cached(tables, "late batches", READ_EVERY, LATE, Late::of);
    meters.readBefore("open batches", open::fresh);
    meters.readBefore("late batches", late::fresh);
    meters.gauge(
        "bindery.batches.open",
        "",
        "Open batches of the whole cluster: do not sum over nodes.",
        () -> open.seen().map(Open::open).map(Number.class::cast).orElse(Double.NaN));
    meters.gauge(
        "bindery.batches.paused",
        "",
        "Prefixes that somebody has paused, of the whole cluster: do not sum over nodes.",
        () -> open.seen().map(Open::paused).map(Number.class::cast).orElse(Double.NaN));
    meters.gauge(
        "bindery.announcements.waiting",
        "",
        "Closed batches that some target has not confirmed, of the whole cluster: do not sum over"
            + " nodes.",
        () -> late.seen().map(Late::unannounced).map(Number.class::cast).orElse(Double.NaN));
    meters.gauge(
        "bindery.announcements.oldest",
        "seconds",
        "Time since the first batch was closed that some target has not confirmed; 0 if there is"
            + " none.",
        () -> late.seen().map(it -> age(it.since())).orElse(Double.NaN));
    meters.gauge(
        "bindery.sweep.late",
        "seconds",
        "By how much the sweeper is late for the first batch that is due and was not woken.",
        () -> late.seen().map(it -> age(it.unswept())).orElse(Double.NaN));
  }

  private static double age(Optional<Instant> since) {
    return since
        .map(at -> Math.max(0, Duration.between(at, Instant.now()).toMillis() / 1e3))
        .orElse(0.0);
  }

  private static <T> Cached<T> cached(
      Tables tables, String name, Duration every, String sql, Function<Row, T> read) {
    return new Cached<>(name, every, () -> one(tables, sql, read));
  }

  private static <T> CompletionStage<T> one(Tables tables, String sql, Function<Row, T> read) {
    return tables.select(sql, statement -> statement, read).thenApply(rows -> rows.get(0));
  }
}
