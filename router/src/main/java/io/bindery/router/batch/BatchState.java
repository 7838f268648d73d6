package io.bindery.router.batch;

import io.bindery.platform.serialization.CborSerializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a batch remembers.
 *
 * @param key which batch this is; absent before the first event
 * @param closedBatches how many were closed so far
 * @param open what was recorded since the prior trigger
 * @param identities the last {@value #WINDOW} object events of this prefix, in this batch and
 *     before: one that is delivered again within this window does not count twice, nor open a batch
 *     of its own
 * @param unannounced closed batches whose announcement is not confirmed, oldest first
 */
record BatchState(
    Optional<BatchKey> key,
    long closedBatches,
    Optional<OpenBatch> open,
    LongWindow identities,
    List<ClosedBatch> unannounced)
    implements CborSerializable {

  /** How many object events, and how many keys of the open batch, are remembered at least. */
  static final int WINDOW = 16_384;

  static final BatchState EMPTY =
      new BatchState(Optional.empty(), 0, Optional.empty(), LongWindow.EMPTY, List.of());

  BatchState {
    unannounced = List.copyOf(unannounced);
  }

  /** Whether there is anything to wait for: a deadline or the confirmation of an announcement. */
  boolean isPending() {
    return open.isPresent() || !unannounced.isEmpty();
  }

  BatchState apply(BatchEvent event) {
    if (event instanceof BatchEvent.ObjectsRecorded recorded) {
      return recorded(recorded);
    }
    if (event instanceof BatchEvent.DeadlineMoved moved) {
      return withOpen(
          open.map(o -> new OpenBatch(o.totals(), o.keys(), o.lastRecordedAt(), moved.dueAt())));
    }
    if (event instanceof BatchEvent.BatchClosed closed) {
      var batch =
          new ClosedBatch(closed.batchId(), closed.reason(), closed.totals(), closed.closedAt());
      return new BatchState(
          key,
          closedBatches + 1,
          Optional.empty(),
          identities,
          Stream.concat(unannounced.stream(), Stream.of(batch)).toList());
    }
    if (event instanceof BatchEvent.BatchAnnounced announced) {
      return new BatchState(
          key,
          closedBatches,
          open,
          identities,
          unannounced.stream().filter(b -> !b.batchId().equals(announced.batchId())).toList());
    }
    throw new IllegalStateException("There is no other event than these: " + event);
  }

  private BatchState recorded(BatchEvent.ObjectsRecorded event) {
    var batch = new BatchKey(event.bucket(), event.prefix());
    var keys = open.map(OpenBatch::keys).orElse(LongWindow.EMPTY);
    long[] newKeys =
        event.objects().stream()
            .mapToLong(object -> keyHash(batch, object))
            .distinct()
            .filter(hash -> !keys.contains(hash))
            .toArray();
    long[] newIdentities = event.objects().stream().mapToLong(RecordedObject::identity).toArray();
    return new BatchState(
        Optional.of(batch),
        closedBatches,
        Optional.of(
            new OpenBatch(
                event.totals(), keys.plus(newKeys, WINDOW), event.recordedAt(), event.dueAt())),
        identities.plus(newIdentities, WINDOW),
        unannounced);
  }

  private BatchState withOpen(Optional<OpenBatch> changed) {
    return new BatchState(key, closedBatches, changed, identities, unannounced);
  }

  static long keyHash(BatchKey batch, RecordedObject object) {
    return Hashes.bits64(batch.prefix() + object.name());
  }
}
