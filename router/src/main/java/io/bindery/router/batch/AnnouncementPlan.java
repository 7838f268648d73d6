package io.bindery.router.batch;

import io.bindery.router.announce.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which targets a closed batch is announced to. Those configured when it closed are written down
 * with it: a target that is added later gets the batches that close from then on. Only what differs
 * from the EventBridge bus alone is written, for that is what {@code BatchClosed} by itself means.
 */
final class AnnouncementPlan {
  /**
   * A batch waits so long for a target that is configured no more. While nodes are replaced one
   * after the other, old and new ones disagree about the targets: a batch that moves between them
   * must not lose one.
   */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final List<Target> BY_DEFAULT = List.of(Target.EVENT_BUS);

  private AnnouncementPlan() {}

  /** The events with a plan behind each batch that they close. */
  static List<BatchEvent> planned(List<BatchEvent> events, List<Target> configured) {
    if (configured.equals(BY_DEFAULT)
        || events.stream().noneMatch(BatchEvent.BatchClosed.class::isInstance)) {
      return events;
    }
    var all = new ArrayList<BatchEvent>();
    for (var event : events) {
      all.add(event);
      if (event instanceof BatchEvent.BatchClosed closed) {
        all.add(
            new BatchEvent.TargetsPlanned(
                closed.bucket(), closed.prefix(), closed.batchId(), configured, closed.closedAt()));
      }
    }
    return List.copyOf(all);
  }

  /**
   * Takes from each batch the targets that have been gone for long. One that no target has heard of
   * and that would be left without any goes to those wanted now.
   */
  static List<BatchEvent> revised(
      BatchState state, List<Target> configured, List<Target> wanted, Instant now) {
    var events = new ArrayList<BatchEvent>();
    for (var batch : state.unannounced()) {
      if (configured.containsAll(batch.targets())
          || now.isBefore(batch.closedAt().plus(PATIENCE))) {
        continue;
      }
      var left = batch.targets().stream().filter(configured::contains).toList();
      var key = state.key().orElseThrow();
      events.add(
          new BatchEvent.TargetsPlanned(
              key.bucket(),
              key.prefix(),
              batch.batchId(),
              left.isEmpty() && !batch.announced() ? wanted : left,
              now));
    }
    return List.copyOf(events);
  }

  /** A target confirmed an announcement; what was confirmed before is not noted again. */
  static List<BatchEvent> confirmed(
      BatchState state,
      Target target,
      String batchId,
      String eventId,
      int unanswered,
      Instant now) {
    if (state.unannounced().stream()
        .noneMatch(batch -> batch.batchId().equals(batchId) && batch.targets().contains(target))) {
      return List.of();
    }
    var key = state.key().orElseThrow();
    return List.of(
        target == Target.EVENT_BUS
            ? new BatchEvent.BatchAnnounced(
                key.bucket(), key.prefix(), batchId, eventId, now, unanswered)
            : new BatchEvent.TargetAnnounced(
                key.bucket(), key.prefix(), batchId, target, eventId, now, unanswered));
  }
}
