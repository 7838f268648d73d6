package io.bindery.router.batch;

import io.bindery.router.policy.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What a command means for a batch: the events to persist, in order, or none. Pure. */
final class Decisions {
  /** Bytes of the hash in a batch id. */
  private static final int ID_BYTES = 16;

  private Decisions() {}

  /**
   * Object events arrived. A batch that was due before they came is closed first: they belong to
   * the next one. Those that were seen before do not count; if all were, nothing happens.
   */
  static List<BatchEvent> record(
      BatchState state, BatchKey key, List<RecordedObject> objects, Trigger trigger, Instant now) {
    var unseen = unseen(state, objects);
    if (unseen.isEmpty()) {
      return List.of();
    }
    var events = new ArrayList<>(onTime(state, trigger, now));
    var before = replay(state, events);
    var totals = totals(before, key, unseen);
    // Only totals and times decide; what keys the batch has is for the state to remember.
    var open = new OpenBatch(totals, LongWindow.EMPTY, now, Optional.empty());
    var decision = TriggerRule.decide(trigger, open, now);
    var dueAt =
        decision instanceof TriggerRule.Stay stay ? stay.until() : Optional.<Instant>empty();
    events.add(
        new BatchEvent.ObjectsRecorded(key.bucket(), key.prefix(), unseen, totals, now, dueAt));
    if (decision instanceof TriggerRule.Close close) {
      events.add(closed(key, before.closedBatches(), totals, close.reason(), now));
    }
    return List.copyOf(events);
  }

  /** Time has passed, or something asks whether it has. */
  static List<BatchEvent> onTime(BatchState state, Trigger trigger, Instant now) {
    if (state.open().isEmpty()) {
      return List.of();
    }
    var key = state.key().orElseThrow();
    var open = state.open().get();
    var decision = TriggerRule.decide(trigger, open, now);
    if (decision instanceof TriggerRule.Close close) {
      return List.of(closed(key, state.closedBatches(), open.totals(), close.reason(), now));
    }
    var until = ((TriggerRule.Stay) decision).until();
    return until.equals(open.dueAt())
        ? List.of()
        : List.of(new BatchEvent.DeadlineMoved(key.bucket(), key.prefix(), until));
  }

  /** EventBridge confirmed an announcement; one that was confirmed before is not noted again. */
  static List<BatchEvent> announced(BatchState state, String batchId, String eventId, Instant now) {
    if (state.unannounced().stream().noneMatch(batch -> batch.batchId().equals(batchId))) {
      return List.of();
    }
    var key = state.key().orElseThrow();
    return List.of(
        new BatchEvent.BatchAnnounced(key.bucket(), key.prefix(), batchId, eventId, now));
  }

  static BatchState replay(BatchState state, List<BatchEvent> events) {
    var result = state;
    for (var event : events) {
      result = result.apply(event);
    }
    return result;
  }

  private static List<RecordedObject> unseen(BatchState state, List<RecordedObject> objects) {
    var here = new HashSet<Long>();
    return objects.stream()
        .filter(object -> !state.identities().contains(object.identity()))
        .filter(object -> here.add(object.identity()))
        .toList();
  }

  private static Totals totals(BatchState state, BatchKey key, List<RecordedObject> objects) {
    var keys = state.open().map(OpenBatch::keys).orElse(LongWindow.EMPTY);
    var totals = state.open().map(OpenBatch::totals).orElse(null);
    var here = new HashSet<Long>();
    for (var object : objects) {
      long hash = BatchState.keyHash(key, object);
      boolean newKey = !keys.contains(hash) && here.add(hash);
      totals = totals == null ? Totals.of(object) : totals.plus(object, newKey);
    }
    return totals;
  }

  private static BatchEvent.BatchClosed closed(
      BatchKey key, long closedBatches, Totals totals, CloseReason reason, Instant now) {
    // The time is part of it: numbers begin anew when a database does, an id must not.
    var batchId = Hashes.hex(key.entityId() + ":" + (closedBatches + 1) + ":" + now, ID_BYTES);
    return new BatchEvent.BatchClosed(key.bucket(), key.prefix(), batchId, reason, totals, now);
  }
}
