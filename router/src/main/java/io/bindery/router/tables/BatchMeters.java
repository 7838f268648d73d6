package io.bindery.router.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.journal.Committed;
import io.bindery.platform.telemetry.Meters;
import io.bindery.router.announce.Target;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchEvent;
import io.bindery.router.batch.CloseReason;
import java.util.List;

/** Counts what has happened to batches. */
final class BatchMeters implements BatchEvent.Cases<Void> {
  private final Meters meters;

  private BatchMeters(Meters meters) {
    this.meters = meters;
  }

  static void start(ActorSystem<?> system) {
    var meters = Meters.get(system);
    for (var kind : List.of("created", "deleted", "reconciled")) {
      meters.recorded(kind);
    }
    for (var reason : CloseReason.values()) {
      meters.closed(reason.word());
    }
    meters.closed("discarded");
    for (var target : Target.values()) {
      meters.announced(target.word());
      meters.unanswered(target.word());
    }
    BatchGauges.start(system, meters);
    var batches = new BatchMeters(meters);
    Committed.get(system)
        .listen(Batch.ENTITY_TYPE, BatchEvent.class, written -> written.event().fold(batches));
  }

  @Override
  public Void on(BatchEvent.ObjectsRecorded event) {
    meters
        .recorded(event.reconciled() ? "reconciled" : "created")
        .increment(event.objects().size());
    if (!event.deleted().isEmpty()) {
      meters.recorded("deleted").increment(event.deleted().size());
    }
    return null;
  }

  @Override
  public Void on(BatchEvent.BatchClosed event) {
    meters.closed(event.reason().word()).increment();
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
    meters.announced(target.word()).increment();
    meters.unanswered(target.word()).increment(unanswered);
    return null;
  }

  @Override
  public Void on(BatchEvent.BatchDiscarded event) {
    meters.closed("discarded").increment();
    return null;
  }

  @Override
  public Void on(BatchEvent.DeadlineMoved event) {
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
