package io.bindery.packager.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.packager.job.PackageEvent;
import io.bindery.packager.job.Packages;
import io.bindery.packager.state.JobState;
import io.bindery.platform.journal.Committed;
import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import java.util.Arrays;

/** Counts what has happened to jobs. */
final class JobMeters implements PackageEvent.Cases<Void> {
  private final Meters meters;

  private JobMeters(Meters meters) {
    this.meters = meters;
  }

  static void start(ActorSystem<?> system) {
    var meters = Meters.get(system);
    var jobs = new JobMeters(meters);
    Arrays.stream(JobState.values()).filter(JobState::hasEnded).forEach(jobs::endedAs);
    jobs.attemptsFailed();
    jobs.files();
    jobs.bytes();
    JobGauges.start(system, meters);
    Committed.get(system)
        .listen(Packages.ENTITY_TYPE, PackageEvent.class, written -> written.event().fold(jobs));
  }

  private Counter endedAs(JobState state) {
    return meters.counter(
        "bindery.jobs.ended",
        "Jobs of packages that ended, by their state.",
        "state",
        state.word());
  }

  private Counter attemptsFailed() {
    return meters.counter(
        "bindery.jobs.attempts.failed",
        "Attempts at jobs that failed with what may pass, and are made again.");
  }

  private Counter files() {
    return meters.counter("bindery.packages.files", "Files of the revisions that were made.");
  }

  private Counter bytes() {
    return Counter.builder("bindery.packages")
        .baseUnit("bytes")
        .description("Bytes of the files of the revisions that were made.")
        .register(meters.registry());
  }

  private Void ended(JobState state) {
    endedAs(state).increment();
    return null;
  }

  @Override
  public Void on(PackageEvent.RevisionAssembled event) {
    files().increment((double) event.files());
    bytes().increment((double) event.bytes());
    return null;
  }

  @Override
  public Void on(PackageEvent.AttemptFailed event) {
    attemptsFailed().increment();
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
