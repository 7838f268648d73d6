package io.bindery.router.batch;

import io.bindery.platform.tracing.OpenSpan;
import io.bindery.router.policy.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a command means for a batch: the events to persist, in order, or none. Pure. */
final class Decisions {
  /** Bytes of the hash in a batch id. */
  private static final int ID_BYTES = 16;

  /** Clocks that differ by less are taken for equal. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

  private Decisions() {}

  /**
   * What to persist.
   *
   * @param uncounted what is still to be written with the next events
   * @param duplicates of what arrived, what had been recorded before
   */
  record Recording(List<BatchEvent> events, Uncounted uncounted, long duplicates) {}

  /**
   * Object events arrived. A batch that was due before they came is closed first: they belong to
   * the next one. Those that were seen before do not count; if all were, nothing is persisted.
   *
   * @param pending what came since the last write and did not count
   * @param backlog whether notices may wait: then it is not quiet
   */
  static Recording record(
      BatchState state,
      BatchKey key,
      Arrivals arrivals,
      Uncounted pending,
      Trigger trigger,
      boolean backlog,
      Instant now) {
    var seenHere = new HashSet<Long>();
    var objects = unseen(state, arrivals.objects(), seenHere);
    var deleted = unseen(state, arrivals.deleted(), seenHere);
    long duplicates =
        (long) arrivals.objects().size()
            + arrivals.deleted().size()
            - objects.size()
            - deleted.size();
    var since = pending.plus(arrivals.uncounted()).plus(Uncounted.ofDuplicates(duplicates));
    if (objects.isEmpty() && deleted.isEmpty()) {
      return new Recording(List.of(), since, duplicates);
    }
    var events = new ArrayList<>(onTime(state, pending, trigger, backlog, now));
    boolean pendingWritten = events.stream().anyMatch(BatchEvent.BatchClosed.class::isInstance);
    var before = replay(state, events);
    var recorded =
        new BatchEvent.ObjectsRecorded(
            key.bucket(),
            key.prefix(),
            objects,
            totals(before, key, objects, deleted),
            now,
            Optional.empty(),
            deleted,
            marker(trigger, key, objects),
            Optional.of(
                    pendingWritten
                        ? arrivals.uncounted().plus(Uncounted.ofDuplicates(duplicates))
                        : since)
                .filter(uncounted -> !uncounted.isNone()),
            arrivals.reconciled(),
            span(before, arrivals),
            sought(before, trigger));
    // Only totals and times decide; what keys the batch has is for the state to remember.
    var open = OpenBatch.after(before.open(), recorded, LongWindow.EMPTY, SizeWindow.EMPTY);
    var decision = decide(before, trigger, open, now);
    events.add(
        decision instanceof TriggerRule.Stay stay ? withDueAt(recorded, stay.until()) : recorded);
    if (decision instanceof TriggerRule.Close close) {
      events.add(
          closed(
              key,
              before.closedBatches(),
              open,
              close.reason(),
              evidence(trigger, open, Uncounted.NONE, Optional.empty(), now),
              now));
    }
    return new Recording(List.copyOf(events), Uncounted.NONE, duplicates);
  }

  /** Time has passed, or something asks whether it has. */
  static List<BatchEvent> onTime(
      BatchState state, Uncounted pending, Trigger trigger, boolean backlog, Instant now) {
    if (state.open().isEmpty()) {
      return List.of();
    }
    var key = state.key().orElseThrow();
    var recorded = state.open().get();
    boolean ahead = recorded.latest().isAfter(now.plus(CLOCK_TOLERANCE));
    var open = ahead ? recorded.notAfter(now, Optional.empty()) : recorded;
    var decision = decide(state, trigger, open, now);
    if (backlog && decision instanceof TriggerRule.Close) {
      decision = decide(state, trigger.neverQuiet(), open, now);
      if (!(decision instanceof TriggerRule.Close)) {
        // It is looked at again when what waits is read.
        return List.of();
      }
    }
    if (decision instanceof TriggerRule.Close close) {
      return List.of(
          closed(
              key,
              state.closedBatches(),
              open,
              close.reason(),
              evidence(trigger, open, pending, Optional.empty(), now),
              now));
    }
    var until = ((TriggerRule.Stay) decision).until();
    if (ahead) {
      return List.of(new BatchEvent.ClockCorrected(key.bucket(), key.prefix(), now, until));
    }
    return until.equals(open.dueAt())
        ? List.of()
        : List.of(new BatchEvent.DeadlineMoved(key.bucket(), key.prefix(), until));
  }

  /**
   * What was recorded of the open batch was looked through for the markers of the policy in force.
   *
   * @param found the first, if one had come
   */
  static List<BatchEvent> sought(
      BatchState state,
      Uncounted pending,
      Trigger trigger,
      Optional<OpenBatch.Marker> found,
      boolean backlog,
      Instant now) {
    var key = state.key().orElseThrow();
    var sought =
        new BatchEvent.MarkersSought(
            key.bucket(),
            key.prefix(),
            trigger.marker().patterns(),
            found.map(OpenBatch.Marker::name),
            found.map(OpenBatch.Marker::at));
    var events = new ArrayList<BatchEvent>(List.of(sought));
    events.addAll(onTime(state.apply(sought), pending, trigger, backlog, now));
    return List.copyOf(events);
  }

  /** When an open batch closes whether it is quiet or not. */
  static Optional<Instant> besidesQuiet(BatchState state, Trigger trigger, Instant now) {
    return state
        .open()
        .flatMap(
            open ->
                decide(state, trigger.neverQuiet(), open, now) instanceof TriggerRule.Stay stay
                    ? stay.until()
                    : Optional.of(now));
  }

  /** Somebody wants something done; nothing is persisted where it makes no difference. */
  static List<BatchEvent> operate(
      BatchState state,
      BatchKey key,
      Verb verb,
      String by,
      Uncounted pending,
      Trigger trigger,
      Instant now) {
    return switch (verb) {
      case FLUSH ->
          state
              .open()
              .map(
                  open ->
                      List.<BatchEvent>of(
                          closed(
                              key,
                              state.closedBatches(),
                              open,
                              CloseReason.FLUSH,
                              evidence(trigger, open, pending, Optional.of(by), now),
                              now)))
              .orElse(List.of());
      case PAUSE ->
          state.paused().isPresent()
              ? List.of()
              : List.of(new BatchEvent.BatchPaused(key.bucket(), key.prefix(), by, now));
      case RESUME ->
          state.paused().isEmpty() ? List.of() : resumed(state, key, by, pending, trigger, now);
      case DISCARD ->
          state
              .open()
              .map(
                  open ->
                      List.<BatchEvent>of(
                          new BatchEvent.BatchDiscarded(
                              key.bucket(), key.prefix(), by, now, open.totals())))
              .orElse(List.of());
    };
  }

  /** The events before may be cleaned up, unless something is still to be done. */
  static List<BatchEvent> rest(BatchState state, boolean forget, Instant now) {
    return state.isPending()
        ? List.of()
        : state.key().stream()
            .<BatchEvent>map(
                key -> new BatchEvent.BatchRested(key.bucket(), key.prefix(), now, forget))
            .toList();
  }

  /** How the conditions stand. */
  static Evidence evidence(
      Trigger trigger, OpenBatch open, Uncounted pending, Optional<String> by, Instant now) {
    return new Evidence(
        open.events(),
        open.firstRecordedAt(),
        open.lastRecordedAt(),
        trigger.combine() == Trigger.Combine.ALL,
        TriggerRule.conditions(trigger, open, now),
        open.uncounted().plus(pending),
        (trigger.marker().isEmpty() ? open.marker() : open.marker(trigger.marker()))
            .map(OpenBatch.Marker::name),
        by,
        open.reconciled());
  }

  static BatchState replay(BatchState state, List<BatchEvent> events) {
    var result = state;
    for (var event : events) {
      result = result.apply(event);
    }
    return result;
  }

  private static TriggerRule.Decision decide(
      BatchState state, Trigger trigger, OpenBatch open, Instant now) {
    return state.paused().isPresent()
        ? new TriggerRule.Stay(Optional.empty())
        : TriggerRule.decide(trigger, open, now);
  }

  private static List<BatchEvent> resumed(
      BatchState state, BatchKey key, String by, Uncounted pending, Trigger trigger, Instant now) {
    var resumed =
        new BatchEvent.BatchResumed(key.bucket(), key.prefix(), by, now, Optional.empty());
    // What happened while it was paused takes effect now.
    var after = onTime(state.apply(resumed), pending, trigger, false, now);
    if (after.size() == 1 && after.get(0) instanceof BatchEvent.DeadlineMoved moved) {
      return List.of(
          new BatchEvent.BatchResumed(key.bucket(), key.prefix(), by, now, moved.dueAt()));
    }
    var events = new ArrayList<BatchEvent>(List.of(resumed));
    events.addAll(after);
    return List.copyOf(events);
  }

  private static List<RecordedObject> unseen(
      BatchState state, List<RecordedObject> objects, Set<Long> here) {
    return objects.stream()
        .filter(object -> !state.identities().contains(object.identity()))
        .filter(object -> here.add(object.identity()))
        .toList();
  }

  private static Optional<String> marker(
      Trigger trigger, BatchKey key, List<RecordedObject> objects) {
    return trigger.marker().isEmpty()
        ? Optional.empty()
        : objects.stream()
            .map(RecordedObject::name)
            .filter(name -> trigger.marker().has(key.prefix() + name))
            .findFirst();
  }

  private static Totals totals(
      BatchState state, BatchKey key, List<RecordedObject> objects, List<RecordedObject> deleted) {
    var keys = state.open().map(OpenBatch::keys).orElse(LongWindow.EMPTY);
    var sizes = state.open().map(OpenBatch::sizes).orElse(SizeWindow.EMPTY);
    var totals = state.open().map(OpenBatch::totals).orElse(null);
    var here = new HashMap<Long, Long>();
    for (var some : List.of(objects, deleted)) {
      for (var object : some) {
        long hash = BatchState.keyHash(key, object);
        boolean newKey = !keys.contains(hash) && !here.containsKey(hash);
        var earlier = here.put(hash, object.size());
        long before = earlier == null ? sizes.get(hash).orElse(0) : earlier;
        totals = totals == null ? Totals.of(object) : totals.plus(object, newKey, before);
      }
    }
    return totals;
  }

  private static BatchEvent.ObjectsRecorded withDueAt(
      BatchEvent.ObjectsRecorded event, Optional<Instant> dueAt) {
    return new BatchEvent.ObjectsRecorded(
        event.bucket(),
        event.prefix(),
        event.objects(),
        event.totals(),
        event.recordedAt(),
        dueAt,
        event.deleted(),
        event.marker(),
        event.uncounted(),
        event.reconciled(),
        event.span(),
        event.markers());
  }

  /**
   * By which markers all of the batch was looked through; a batch that others were recorded of
   * before, or that these are recorded of meanwhile, was not.
   */
  private static Optional<List<String>> sought(BatchState state, Trigger trigger) {
    var patterns = trigger.marker().patterns();
    if (state.open().isEmpty()) {
      return patterns.isEmpty() ? Optional.empty() : Optional.of(patterns);
    }
    var before = state.open().get().sought().orElse(List.of());
    return before.equals(patterns) ? Optional.empty() : Optional.of(List.of());
  }

  /** That of the batch they begin, or more causes of the open one, until there are enough. */
  private static Optional<OpenSpan> span(BatchState state, Arrivals arrivals) {
    boolean enough = state.open().flatMap(OpenBatch::span).filter(OpenSpan::isFull).isPresent();
    return enough ? Optional.empty() : arrivals.span();
  }

  private static BatchEvent.BatchClosed closed(
      BatchKey key,
      long closedBatches,
      OpenBatch open,
      CloseReason reason,
      Evidence evidence,
      Instant now) {
    // The time is part of it: numbers begin anew when a database does, an id must not.
    var batchId = Hashes.hex(key.entityId() + ":" + (closedBatches + 1) + ":" + now, ID_BYTES);
    return new BatchEvent.BatchClosed(
        key.bucket(),
        key.prefix(),
        batchId,
        reason,
        open.totals(),
        now,
        Optional.of(evidence),
        open.span());
  }
}
