package io.bindery.router.trace;

import io.bindery.router.batch.BatchEvent;
import io.bindery.router.batch.RecordedObject;
import io.bindery.router.trace.ObjectTrace.Fate;
import io.bindery.router.trace.ObjectTrace.Recording;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Follows the journal of one prefix, event by event, and keeps the last recordings of one object
 * with what became of their batches.
 */
final class Occurrences {
  /** More notices of one object than these say nothing new. */
  private static final int KEPT = 20;

  private final String prefix;
  private final String name;
  private final OptionalLong identity;
  private final Deque<Recording> ended = new ArrayDeque<>();
  private final Deque<Recording> open = new ArrayDeque<>();
  private boolean begun;

  /**
   * @param name the key below the prefix
   * @param identity of {@link RecordedObject}, if only one version is looked for
   */
  Occurrences(String prefix, String name, OptionalLong identity) {
    this.prefix = prefix;
    this.name = name;
    this.identity = identity;
  }

  void next(long sequenceNumber, BatchEvent event) {
    begun |= sequenceNumber == 1;
    if (event instanceof BatchEvent.ObjectsRecorded recorded) {
      recorded.objects().forEach(object -> record(recorded, object, false));
      recorded.deleted().forEach(object -> record(recorded, object, true));
    } else if (event instanceof BatchEvent.BatchClosed closed) {
      end(new ObjectTrace.Closed(closed.batchId()));
    } else if (event instanceof BatchEvent.BatchDiscarded discarded) {
      end(new ObjectTrace.Discarded(discarded.by(), discarded.at()));
    }
  }

  private void record(BatchEvent.ObjectsRecorded event, RecordedObject object, boolean deleted) {
    if (!object.name().equals(name)
        || (identity.isPresent() && identity.getAsLong() != object.identity())) {
      return;
    }
    keep(
        open,
        new Recording(
            prefix,
            event.recordedAt(),
            Instant.ofEpochMilli(object.eventMillis()),
            object.size(),
            deleted,
            event.reconciled(),
            new ObjectTrace.Open()));
  }

  private void end(Fate fate) {
    for (var one : open) {
      keep(
          ended,
          new Recording(
              one.prefix(),
              one.recordedAt(),
              one.eventTime(),
              one.size(),
              one.deleted(),
              one.reconciled(),
              fate));
    }
    open.clear();
  }

  private static void keep(Deque<Recording> recordings, Recording one) {
    recordings.add(one);
    if (recordings.size() > KEPT) {
      recordings.remove();
    }
  }

  /** Whether the journal was there from its first event on. */
  boolean isWhole() {
    return begun;
  }

  /** Oldest first. */
  List<Recording> found() {
    var all = new ArrayList<>(Stream.concat(ended.stream(), open.stream()).toList());
    return all.subList(Math.max(0, all.size() - KEPT), all.size());
  }
}
