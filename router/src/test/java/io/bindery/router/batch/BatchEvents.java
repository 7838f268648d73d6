package io.bindery.router.batch;

import io.bindery.router.announce.Target;
import io.bindery.router.batch.BatchEvent.BatchAnnounced;
import io.bindery.router.batch.BatchEvent.BatchClosed;
import io.bindery.router.batch.BatchEvent.ObjectsRecorded;
import io.bindery.router.batch.BatchEvent.TargetAnnounced;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Events of which a test sets only what it is about. */
public final class BatchEvents {
  private BatchEvents() {}

  /** Created objects of which notices told. */
  public static Arrivals created(List<RecordedObject> objects) {
    return new Arrivals(objects, List.of(), Uncounted.NONE);
  }

  /** Created objects only, none of them a marker. */
  public static ObjectsRecorded recorded(
      String bucket,
      String prefix,
      List<RecordedObject> objects,
      Totals totals,
      Instant recordedAt,
      Optional<Instant> dueAt) {
    return recorded(
        bucket,
        prefix,
        objects,
        totals,
        recordedAt,
        dueAt,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** Objects that belong to no trace. */
  public static ObjectsRecorded recorded(
      String bucket,
      String prefix,
      List<RecordedObject> objects,
      Totals totals,
      Instant recordedAt,
      Optional<Instant> dueAt,
      List<RecordedObject> deleted,
      Optional<String> marker,
      Optional<Uncounted> uncounted,
      boolean reconciled) {
    return new ObjectsRecorded(
        bucket,
        prefix,
        objects,
        totals,
        recordedAt,
        dueAt,
        deleted,
        marker,
        uncounted,
        reconciled,
        Optional.empty(),
        Optional.empty());
  }

  /** A batch without a word on why it closed. */
  public static BatchClosed closed(
      String bucket,
      String prefix,
      String batchId,
      CloseReason reason,
      Totals totals,
      Instant closedAt) {
    return closed(bucket, prefix, batchId, reason, totals, closedAt, Optional.empty());
  }

  /** A batch that belongs to no trace. */
  public static BatchClosed closed(
      String bucket,
      String prefix,
      String batchId,
      CloseReason reason,
      Totals totals,
      Instant closedAt,
      Optional<Evidence> evidence) {
    return new BatchClosed(
        bucket, prefix, batchId, reason, totals, closedAt, evidence, Optional.empty());
  }

  /** The bus answered the only announcement. */
  public static BatchAnnounced announced(
      String bucket, String prefix, String batchId, String eventId, Instant announcedAt) {
    return new BatchAnnounced(bucket, prefix, batchId, eventId, announcedAt, 0);
  }

  /** Another target answered the only announcement. */
  public static TargetAnnounced announced(
      String bucket,
      String prefix,
      String batchId,
      Target target,
      String eventId,
      Instant announcedAt) {
    return new TargetAnnounced(bucket, prefix, batchId, target, eventId, announcedAt, 0);
  }
}
