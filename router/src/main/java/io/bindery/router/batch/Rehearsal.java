package io.bindery.router.batch;

import io.bindery.router.policy.BucketPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * The batches that a policy would make of object events, in a time of its own: decided by the very
 * rules of real batches, persisted and announced nowhere. Holds no more than what is open.
 */
public final class Rehearsal {
  /** One open batch, and for when it stands in the queue of deadlines. */
  private static final class Slot {
    private BatchState state = BatchState.EMPTY;
    private Instant queuedFor = Instant.MAX;
  }

  /** What of one arrival belongs to one batch. */
  private static final class Share {
    private final List<RecordedObject> objects = new ArrayList<>();
    private final List<RecordedObject> deleted = new ArrayList<>();
  }

  private record Due(Instant at, String prefix) {}

  private final BucketPolicy policy;
  private final Consumer<BatchEvent.BatchClosed> closed;
  private final Map<String, Slot> open = new HashMap<>();
  private final PriorityQueue<Due> deadlines = new PriorityQueue<>(Comparator.comparing(Due::at));
  private Instant now = Instant.MIN;

  /**
   * Begins without any open batch.
   *
   * @param closed gets each batch when it closes
   */
  public Rehearsal(BucketPolicy policy, Consumer<BatchEvent.BatchClosed> closed) {
    this.policy = policy;
    this.closed = closed;
  }

  /**
   * Object events that count came together.
   *
   * @param at when they were recorded; an earlier time than before counts as the same
   * @param prefix that they were recorded under; theirs is found anew
   */
  public void record(
      Instant at, String prefix, List<RecordedObject> objects, List<RecordedObject> deleted) {
    advance(at);
    var shares = new LinkedHashMap<String, Share>();
    objects.forEach(object -> add(shares, prefix + object.name(), object, false));
    deleted.forEach(object -> add(shares, prefix + object.name(), object, true));
    shares.forEach(
        (own, share) -> {
          var arrivals = new Arrivals(share.objects, share.deleted, Uncounted.NONE);
          var key = new BatchKey(policy.bucket(), own);
          var slot = open.computeIfAbsent(own, p -> new Slot());
          var recording =
              Decisions.record(
                  slot.state, key, arrivals, Uncounted.NONE, policy.triggerOf(own), false, now);
          apply(own, slot, recording.events());
        });
  }

  /** Time passes, and what is due closes. */
  public void advance(Instant to) {
    while (!deadlines.isEmpty() && !deadlines.peek().at().isAfter(to)) {
      var due = deadlines.poll();
      var slot = open.get(due.prefix());
      // Another deadline came before this one, or it has closed since.
      if (slot != null && slot.queuedFor.equals(due.at())) {
        slot.queuedFor = Instant.MAX;
        now = later(now, due.at());
        apply(
            due.prefix(),
            slot,
            Decisions.onTime(
                slot.state, Uncounted.NONE, policy.triggerOf(due.prefix()), false, now));
      }
    }
    now = later(now, to);
  }

  /** How many batches are open. */
  public int openBatches() {
    return open.size();
  }

  /** What the open batches add up to, in no order. */
  public List<Totals> openTotals() {
    return open.values().stream()
        .flatMap(slot -> slot.state.open().stream())
        .map(OpenBatch::totals)
        .toList();
  }

  private void add(Map<String, Share> shares, String key, RecordedObject object, boolean deleted) {
    var own = policy.prefixOf(key);
    var share = shares.computeIfAbsent(own, prefix -> new Share());
    (deleted ? share.deleted : share.objects)
        .add(
            new RecordedObject(
                key.substring(own.length()),
                object.size(),
                object.eventMillis(),
                object.identity()));
  }

  private void apply(String prefix, Slot slot, List<BatchEvent> events) {
    for (var event : events) {
      slot.state = slot.state.apply(event);
      if (event instanceof BatchEvent.BatchClosed batch) {
        closed.accept(batch);
      }
    }
    if (slot.state.open().isEmpty()) {
      open.remove(prefix);
      return;
    }
    Optional<Instant> dueAt = slot.state.open().get().dueAt();
    // One that is queued for earlier finds the new deadline when it is looked at.
    if (dueAt.isPresent() && dueAt.get().isBefore(slot.queuedFor)) {
      slot.queuedFor = dueAt.get();
      deadlines.add(new Due(dueAt.get(), prefix));
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
