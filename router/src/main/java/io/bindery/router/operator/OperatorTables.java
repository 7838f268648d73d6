package io.bindery.router.operator;

import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.router.batch.Evidence;
import io.bindery.router.batch.Totals;
import io.bindery.router.tables.EvidenceJson;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the operator reads from the tables of batches. */
final class OperatorTables {
  /** A closed batch. */
  record Past(
      String batchId,
      String bucket,
      String prefix,
      String reason,
      Totals totals,
      Instant closedAt,
      Optional<Instant> announcedAt,
      Optional<Instant> wakeAt,
      int unanswered,
      List<Explanation.Announced> announcements,
      Optional<Evidence> evidence,
      Optional<String> traceId) {}

  private static final String CLOSED =
      "SELECT batch_id, bucket, prefix, reason, files, bytes, first_event_time, last_event_time,"
          + " closed_at, announced_at, wake_at, unanswered, evidence, trace_id, pending_targets,"
          + " announced_to::text AS announced_to FROM closed_batch WHERE ";
  private static final String BY_ID = CLOSED + "batch_id = $1";
  private static final String LAST = CLOSED + "entity_id = $1 ORDER BY closed_at DESC LIMIT 1";

  private final Tables tables;

  OperatorTables(Tables tables) {
    this.tables = tables;
  }

  /** A closed batch by its id. */
  CompletionStage<Optional<Past>> closed(String batchId) {
    return tables
        .select(BY_ID, statement -> statement.bind(0, batchId), OperatorTables::past)
        .thenApply(rows -> rows.stream().findFirst());
  }

  /** The batch of a prefix that was closed last. */
  CompletionStage<Optional<Past>> last(String entityId) {
    return tables
        .select(LAST, statement -> statement.bind(0, entityId), OperatorTables::past)
        .thenApply(rows -> rows.stream().findFirst());
  }

  private static Past past(Row row) {
    return new Past(
        row.get("batch_id", String.class),
        row.get("bucket", String.class),
        row.get("prefix", String.class),
        row.get("reason", String.class),
        new Totals(
            row.get("files", Long.class),
            row.get("bytes", Long.class),
            Rows.time(row, "first_event_time").orElseThrow(),
            Rows.time(row, "last_event_time").orElseThrow()),
        Rows.time(row, "closed_at").orElseThrow(),
        Rows.time(row, "announced_at"),
        Rows.time(row, "wake_at"),
        row.get("unanswered", Integer.class),
        announcements(row),
        Rows.text(row, "evidence").map(EvidenceJson::read),
        Rows.text(row, "trace_id"));
  }

  /** Those that a target has confirmed, then those that wait. */
  private static List<Explanation.Announced> announcements(Row row) {
    return AnnouncedTargets.read(
        row.get("announced_to", String.class), row.get("pending_targets", String[].class));
  }
}
