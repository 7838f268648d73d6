package io.bindery.router.batch;

import io.bindery.platform.retry.Backoff;
import io.bindery.router.announce.Target;
import io.bindery.router.batch.OwnCommand.AnnounceConfirmed;
import io.bindery.router.batch.OwnCommand.AnnounceFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which announcements of one batch actor are under way: for each target one at a time, in order,
 * with a growing pause after a failure. No target waits for another. It makes none itself, and is
 * not persisted: in another process what is not noted as confirmed is announced again.
 */
final class Outbox {
  /** Up to a fifth more, so that batches that failed together do not come back together. */
  private static final double JITTER = 0.2;

  /** An announcement that is to be made now. */
  record Due(Target target, ClosedBatch batch) {}

  /** The announcements to one target. */
  private static final class Lane {
    private Optional<String> underWay = Optional.empty();

    /** Of the announcement under way, until the journal has it. */
    private Optional<AnnounceConfirmed> confirmation = Optional.empty();

    private boolean pausing;
    private int failures;

    /** How often the announcement that is under way, or comes next, was made without an answer. */
    private int unanswered;

    boolean isFree() {
      return underWay.isEmpty() && !pausing;
    }

    boolean isUnderWay(String batchId) {
      return underWay.isPresent() && underWay.get().equals(batchId);
    }
  }

  private final Backoff pauses;
  private final Map<Target, Lane> lanes = new EnumMap<>(Target.class);

  /**
   * Nothing is under way.
   *
   * @param targets all that can be reached
   */
  Outbox(List<Target> targets, BatchSettings settings) {
    this.pauses = new Backoff(settings.retryMin(), settings.retryMax(), JITTER);
    targets.forEach(target -> lanes.put(target, new Lane()));
  }

  /** The announcements to make now; each is then under way. */
  List<Due> takeDue(BatchState state) {
    if (state.unannounced().isEmpty()) {
      return List.of();
    }
    var due = new ArrayList<Due>();
    lanes.forEach(
        (target, lane) -> {
          if (lane.isFree()) {
            state.unannounced().stream()
                .filter(batch -> batch.targets().contains(target))
                .findFirst()
                .ifPresent(
                    batch -> {
                      lane.underWay = Optional.of(batch.batchId());
                      due.add(new Due(target, batch));
                    });
          }
        });
    return due;
  }

  /** The target has it; the journal is to note that. */
  void confirmed(AnnounceConfirmed confirmation) {
    var lane = lanes.get(confirmation.target());
    if (lane.isUnderWay(confirmation.batchId())) {
      lane.confirmation = Optional.of(confirmation);
    }
  }

  /** The journal knows that the target has it. */
  void noted(Target target, String batchId) {
    var lane = lanes.get(target);
    if (lane.isUnderWay(batchId)) {
      lane.underWay = Optional.empty();
      lane.confirmation = Optional.empty();
      lane.failures = 0;
      lane.unanswered = 0;
    }
  }

  /** How long to pause before the next try; nothing if this announcement is not the one awaited. */
  Optional<Duration> failed(AnnounceFailed failed) {
    var lane = lanes.get(failed.target());
    if (!lane.isUnderWay(failed.batchId())) {
      return Optional.empty();
    }
    if (failed.unanswered()) {
      lane.unanswered++;
    }
    lane.underWay = Optional.empty();
    lane.pausing = true;
    lane.failures++;
    return Optional.of(pauses.after(lane.failures));
  }

  /** How often what is under way was made before without an answer. */
  int unanswered(Target target) {
    return lanes.get(target).unanswered;
  }

  /** Whether an announcement is under way. */
  boolean isBusy() {
    return lanes.values().stream().anyMatch(lane -> lane.underWay.isPresent());
  }

  void pauseOver(Target target) {
    lanes.get(target).pausing = false;
  }

  /**
   * The actor was restarted, as the journal had failed: its timers are gone, and with them the
   * pauses. What is under way still is.
   *
   * @return what was confirmed and is still to be noted
   */
  List<AnnounceConfirmed> restarted() {
    lanes.values().forEach(lane -> lane.pausing = false);
    return lanes.values().stream().flatMap(lane -> lane.confirmation.stream()).toList();
  }
}
