package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bindery.platform.serialization.CborSerializable;
import io.bindery.router.announce.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
 * @param unannounced closed batches that some target has not confirmed, oldest first
 * @param paused by whom and since when, if it is
 */
record BatchState(
    Optional<BatchKey> key,
    long closedBatches,
    Optional<OpenBatch> open,
    LongWindow identities,
    List<ClosedBatch> unannounced,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Operation> paused)
    implements CborSerializable {

  /** How many object events, and how many keys of the open batch, are remembered at least. */
  static final int WINDOW = 16_384;

  static final BatchState EMPTY =
      new BatchState(
          Optional.empty(), 0, Optional.empty(), LongWindow.EMPTY, List.of(), Optional.empty());

  BatchState {
    unannounced = List.copyOf(unannounced);
    paused = Objects.requireNonNullElse(paused, Optional.empty());
  }

  /** Whether there is anything to wait for: a deadline or the confirmation of an announcement. */
  boolean isPending() {
    return open.isPresent() || !unannounced.isEmpty();
  }

  /** Which of these object events are not remembered. */
  Recalled recall(List<Long> asked) {
    return new Recalled(
        key.isPresent(), asked.stream().filter(one -> !identities.contains(one)).toList());
  }

  BatchState apply(BatchEvent event) {
    return event.fold(new Applied());
  }

  /** What an event makes of this state. */
  private final class Applied implements BatchEvent.Cases<BatchState> {
    @Override
    public BatchState on(BatchEvent.ObjectsRecorded event) {
      return recorded(event);
    }

    @Override
    public BatchState on(BatchEvent.DeadlineMoved event) {
      return withOpen(open.map(o -> o.withDueAt(event.dueAt())));
    }

    @Override
    public BatchState on(BatchEvent.MarkersSought event) {
      return withOpen(open.map(o -> o.sought(event)));
    }

    @Override
    public BatchState on(BatchEvent.ClockCorrected event) {
      return withOpen(open.map(o -> o.notAfter(event.at(), event.dueAt())));
    }

    @Override
    public BatchState on(BatchEvent.BatchClosed event) {
      return closed(event);
    }

    @Override
    public BatchState on(BatchEvent.BatchAnnounced event) {
      return withClosed(event.batchId(), batch -> batch.confirmedBy(Target.EVENT_BUS));
    }

    @Override
    public BatchState on(BatchEvent.TargetAnnounced event) {
      return withClosed(event.batchId(), batch -> batch.confirmedBy(event.target()));
    }

    @Override
    public BatchState on(BatchEvent.TargetsPlanned event) {
      return withClosed(event.batchId(), batch -> batch.withTargets(event.targets()));
    }

    @Override
    public BatchState on(BatchEvent.BatchPaused event) {
      var since = new Operation(event.by(), event.at());
      return withOpen(open.map(o -> o.withDueAt(Optional.empty())))
          .withPaused(event, Optional.of(since));
    }

    @Override
    public BatchState on(BatchEvent.BatchResumed event) {
      return withOpen(open.map(o -> o.withDueAt(event.dueAt())))
          .withPaused(event, Optional.empty());
    }

    @Override
    public BatchState on(BatchEvent.BatchDiscarded event) {
      return withOpen(Optional.empty());
    }

    @Override
    public BatchState on(BatchEvent.BatchRested event) {
      return event.forgotten() ? withoutIdentities() : BatchState.this;
    }
  }

  private BatchState recorded(BatchEvent.ObjectsRecorded event) {
    var batch = new BatchKey(event.bucket(), event.prefix());
    var keys = open.map(OpenBatch::keys).orElse(LongWindow.EMPTY);
    long[] newKeys =
        objects(event)
            .mapToLong(object -> keyHash(batch, object))
            .distinct()
            .filter(hash -> !keys.contains(hash))
            .toArray();
    var sizes = new HashMap<Long, Long>();
    objects(event).forEach(object -> sizes.put(keyHash(batch, object), object.size()));
    long[] newIdentities = objects(event).mapToLong(RecordedObject::identity).toArray();
    return new BatchState(
        Optional.of(batch),
        closedBatches,
        Optional.of(
            OpenBatch.after(
                open,
                event,
                keys.plus(newKeys, WINDOW),
                open.map(OpenBatch::sizes).orElse(SizeWindow.EMPTY).plus(sizes, WINDOW))),
        identities.plus(newIdentities, WINDOW),
        unannounced,
        paused);
  }

  private BatchState closed(BatchEvent.BatchClosed event) {
    return new BatchState(
        key,
        closedBatches + 1,
        Optional.empty(),
        identities,
        Stream.concat(unannounced.stream(), Stream.of(ClosedBatch.of(event))).toList(),
        paused);
  }

  private BatchState withoutIdentities() {
    return new BatchState(key, closedBatches, open, LongWindow.EMPTY, unannounced, paused);
  }

  private BatchState withOpen(Optional<OpenBatch> changed) {
    return new BatchState(key, closedBatches, changed, identities, unannounced, paused);
  }

  private BatchState withPaused(BatchEvent event, Optional<Operation> changed) {
    // Perhaps the first that is heard of this batch.
    var known = Optional.of(new BatchKey(event.bucket(), event.prefix()));
    return new BatchState(known, closedBatches, open, identities, unannounced, changed);
  }

  private static Stream<RecordedObject> objects(BatchEvent.ObjectsRecorded event) {
    return event.deleted().isEmpty()
        ? event.objects().stream()
        : Stream.concat(event.objects().stream(), event.deleted().stream());
  }

  /** Changes one closed batch; one that no target is left for is done. */
  private BatchState withClosed(String batchId, UnaryOperator<ClosedBatch> change) {
    return new BatchState(
        key,
        closedBatches,
        open,
        identities,
        unannounced.stream()
            .map(batch -> batch.batchId().equals(batchId) ? change.apply(batch) : batch)
            .filter(batch -> !batch.targets().isEmpty())
            .toList(),
        paused);
  }

  static long keyHash(BatchKey batch, RecordedObject object) {
    return Hashes.bits64(batch.prefix() + object.name());
  }
}
