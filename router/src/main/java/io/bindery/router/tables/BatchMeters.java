package io.bindery.router.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.journal.Committed;
import io.bindery.platform.telemetry.Meters;
import io.bindery.router.announce.Target;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchEvent;
import io.bindery.router.batch.CloseReason;
import io.micrometer.core.instrument.Counter;
import java.util.List;

/** Counts what has happened to batches. */
final class BatchMeters implements BatchEvent.Cases<Void> {
  private final Meters meters;

  private BatchMeters(Meters meters) {
    this.meters = meters;
  }

  static void start(ActorSystem<?> system) {
    var meters = Meters.get(system);
    var batches = new BatchMeters(meters);
    for (var kind : List.of("created", "deleted", "reconciled")) {
      batches.recorded(kind);
    }
    for (var reason : CloseReason.values()) {
      batches.closed(reason.word());
    }
    batches.closed("discarded");
    for (var target : Target.values()) {
      batches.confirmed(target);
      batches.unanswered(target);
    }
    BatchGauges.start(system, meters);
    Committed.get(system)
        .listen(Batch.ENTITY_TYPE, BatchEvent.class, written -> written.event().fold(batches));
  }

  private Counter recorded(String kind) {
    return meters.counter(
        "bindery.events.recorded", "Object events that were recorded in a batch.", "kind", kind);
  }

  private Counter closed(String reason) {
    return meters.counter(
        "bindery.batches.closed", "Batches that were closed, by the reason.", "reason", reason);
  }

  private Counter confirmed(Target target) {
    return meters.counter(
        "bindery.announcements.confirmed",
        "Announcements of batches that a target has confirmed.",
        "target",
        target.word());
  }

  /** Each may have arrived, and was repeated. */
  private Counter unanswered(Target target) {
    return meters.counter(
        "bindery.announcements.unanswered",
        "Announcements without an answer, which may have arrived and were made again.",
        "target",
        target.word());
  }

  @Override
  public Void on(BatchEvent.ObjectsRecorded event) {
    recorded(event.reconciled() ? "reconciled" : "created").increment(event.objects().size());
    if (!event.deleted().isEmpty()) {
      recorded("deleted").increment(event.deleted().size());
    }
    return null;
  }

  @Override
  public Void on(BatchEvent.BatchClosed event) {
    closed(event.reason().word()).increment();
    return null;
  }

  @Override
  public Void on(BatchEvent.BatchAnnounced event) {
    return announced(Target.EVENT_BUS, event.unanswered());
  }

  @Override
  public Void on(BatchEvent.TargetAnnounced event) {
    return announced(event.target(), event.unanswered());
  }

  private Void announced(Target target, int unanswered) {
    confirmed(target).increment();
    unanswered(target).increment(unanswered);
    return null;
  }

  @Override
  public Void on(BatchEvent.BatchDiscarded event) {
    closed("discarded").increment();
    return null;
  }

  @Override
  public Void on(BatchEvent.DeadlineMoved event) {
    return null;
  }

  @Override
  public Void on(BatchEvent.MarkersSought event) {
    return null;
  }

  @Override
  public Void on(BatchEvent.TargetsPlanned event) {
    return null;
  }

  @Override
  public Void on(BatchEvent.ClockCorrected event) {
    return null;
  }

  @Override
  public Void on(BatchEvent.BatchPaused event) {
    return null;
  }

  @Override
  public Void on(BatchEvent.BatchResumed event) {
    return null;
  }

  @Override
  public Void on(BatchEvent.BatchRested event) {
    return null;
  }
}
