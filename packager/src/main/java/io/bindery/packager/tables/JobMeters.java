package io.bindery.packager.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.packager.job.PackageEvent;
import io.bindery.packager.job.Packages;
import io.bindery.packager.state.JobState;
import io.bindery.platform.journal.Committed;
import io.bindery.platform.telemetry.Meters;
import java.util.Arrays;

/** Counts what has happened to jobs. */
final class JobMeters implements PackageEvent.Cases<Void> {
  private final Meters meters;

  private JobMeters(Meters meters) {
    this.meters = meters;
  }

  static void start(ActorSystem<?> system) {
    var meters = Meters.get(system);
    Arrays.stream(JobState.values())
        .filter(JobState::hasEnded)
        .forEach(state -> meters.ended(state.word()));
    meters.attemptsFailed();
    meters.packagedFiles();
    meters.packagedBytes();
    JobGauges.start(system, meters);
    var jobs = new JobMeters(meters);
    Committed.get(system)
        .listen(Packages.ENTITY_TYPE, PackageEvent.class, written -> written.event().fold(jobs));
  }

  private Void ended(JobState state) {
    meters.ended(state.word()).increment();
    return null;
  }

  @Override
  public Void on(PackageEvent.RevisionAssembled event) {
    meters.packagedFiles().increment((double) event.files());
    meters.packagedBytes().increment((double) event.bytes());
    return null;
  }

  @Override
  public Void on(PackageEvent.AttemptFailed event) {
    meters.attemptsFailed().increment();
    return null;
  }

  /** Another event says how the job ends. */
  @Override
  public Void on(PackageEvent.PackageRefused event) {
    return null;
  }

  @Override
  public Void on(PackageEvent.RevisionAnnounced event) {
    return ended(JobState.DONE);
  }

  @Override
  public Void on(PackageEvent.RevisionUnchanged event) {
    return ended(JobState.UNCHANGED);
  }

  @Override
  public Void on(PackageEvent.JobFailed event) {
    return ended(JobState.FAILED);
  }

  @Override
  public Void on(PackageEvent.JobCancelled event) {
    return ended(JobState.CANCELLED);
  }

  @Override
  public Void on(PackageEvent.FolderEmpty event) {
    return ended(JobState.EMPTY);
  }

  @Override
  public Void on(PackageEvent.PackageQuarantined event) {
    return ended(JobState.QUARANTINED);
  }

  @Override
  public Void on(PackageEvent.PackageSuggested event) {
    return ended(JobState.SUGGESTED);
  }

  /** The draft that follows says how the job ends. */
  @Override
  public Void on(PackageEvent.PackageOwned event) {
    return null;
  }

  @Override
  public Void on(PackageEvent.DescriptionAccepted event) {
    return null;
  }

  @Override
  public Void on(PackageEvent.DescriptionCoalesced event) {
    return null;
  }

  @Override
  public Void on(PackageEvent.AssemblyStarted event) {
    return null;
  }

  @Override
  public Void on(PackageEvent.RevisionPushed event) {
    return null;
  }

  @Override
  public Void on(PackageEvent.QuarantineMended event) {
    return null;
  }

  @Override
  public Void on(PackageEvent.QuarantineSuperseded event) {
    return null;
  }

  @Override
  public Void on(PackageEvent.QuarantineDismissed event) {
    return null;
  }

  @Override
  public Void on(PackageEvent.QuarantineResolved event) {
    return null;
  }
}
