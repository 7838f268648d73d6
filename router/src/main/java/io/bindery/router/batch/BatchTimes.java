package io.bindery.router.batch;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.bindery.platform.telemetry.Meters;
import io.bindery.router.announce.Target;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** What the batches of a node tell of themselves that the journal does not say. */
final class BatchTimes implements Extension {
  private static final Id ID = new Id();

  private final Counter duplicates;
  private final Timer lateness;
  private final Map<Target, Timer> delays = new EnumMap<>(Target.class);
  private final Map<Target, Counter> failures = new EnumMap<>(Target.class);

  private BatchTimes(Meters meters) {
    duplicates =
        meters.counter(
            "bindery.events.duplicates",
            "Object events that did not count, as they had been recorded before.");
    lateness =
        meters.times(
            "bindery.batches.lateness",
            "By how much batches were closed later than was due, of those that time closes.",
            Duration.ofMillis(5),
            Duration.ofMinutes(10));
    for (var target : Target.values()) {
      delays.put(
          target,
          meters.times(
              "bindery.announcements.delay",
              "Time from the closing of a batch until a target has confirmed its announcement.",
              Duration.ofMillis(5),
              Duration.ofMinutes(10),
              "target",
              target.word()));
      failures.put(
          target,
          meters.counter(
              "bindery.announcements.failed",
              "Attempts at announcements that failed, or got no answer, and are made again.",
              "target",
              target.word()));
    }
  }

  /** Those of a node. */
  static BatchTimes get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  void duplicates(long number) {
    if (number > 0) {
      duplicates.increment((double) number);
    }
  }

  void failed(Target target) {
    failures.get(target).increment();
  }

  /**
   * Something is in the journal.
   *
   * @param before how things stood before it
   */
  void happened(BatchEvent event, BatchState before) {
    if (event instanceof BatchEvent.BatchClosed closed) {
      closed(closed, before);
    } else if (event instanceof BatchEvent.BatchAnnounced announced) {
      announced(Target.EVENT_BUS, announced.batchId(), announced.announcedAt(), before);
    } else if (event instanceof BatchEvent.TargetAnnounced announced) {
      announced(announced.target(), announced.batchId(), announced.announcedAt(), before);
    }
  }

  /** What closes before its time, by count or by order, is not late. */
  private void closed(BatchEvent.BatchClosed closed, BatchState before) {
    if (closed.reason() != CloseReason.FLUSH && before.paused().isEmpty()) {
      before
          .open()
          .flatMap(OpenBatch::dueAt)
          .filter(due -> !due.isAfter(closed.closedAt()))
          .ifPresent(due -> lateness.record(Duration.between(due, closed.closedAt())));
    }
  }

  private void announced(Target target, String batchId, Instant at, BatchState before) {
    before.unannounced().stream()
        .filter(batch -> batch.batchId().equals(batchId))
        .findFirst()
        .map(batch -> Duration.between(batch.closedAt(), at))
        .filter(delay -> !delay.isNegative())
        .ifPresent(delay -> delays.get(target).record(delay));
  }

  private static final class Id extends ExtensionId<BatchTimes> {
    @Override
    public BatchTimes createExtension(ActorSystem<?> system) {
      return new BatchTimes(Meters.get(system));
    }
  }
}
