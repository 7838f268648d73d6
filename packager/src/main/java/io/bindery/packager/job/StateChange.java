package io.bindery.packager.job;

import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.AttemptFailed;
import io.bindery.packager.job.PackageEvent.DescriptionAccepted;
import io.bindery.packager.job.PackageEvent.DescriptionCoalesced;
import io.bindery.packager.job.PackageEvent.FolderEmpty;
import io.bindery.packager.job.PackageEvent.JobCancelled;
import io.bindery.packager.job.PackageEvent.JobFailed;
import io.bindery.packager.job.PackageEvent.PackageOwned;
import io.bindery.packager.job.PackageEvent.PackageQuarantined;
import io.bindery.packager.job.PackageEvent.PackageRefused;
import io.bindery.packager.job.PackageEvent.PackageSuggested;
import io.bindery.packager.job.PackageEvent.QuarantineDismissed;
import io.bindery.packager.job.PackageEvent.QuarantineMended;
import io.bindery.packager.job.PackageEvent.QuarantineResolved;
import io.bindery.packager.job.PackageEvent.QuarantineSuperseded;
import io.bindery.packager.job.PackageEvent.RevisionAnnounced;
import io.bindery.packager.job.PackageEvent.RevisionAssembled;
import io.bindery.packager.job.PackageEvent.RevisionPushed;
import io.bindery.packager.job.PackageEvent.RevisionUnchanged;
import io.bindery.packager.quarantine.Quarantine;
import java.util.Optional;

/** What an event makes of the state of a package. */
record StateChange(PackageState state) implements PackageEvent.Cases<PackageState> {
  @Override
  public PackageState on(DescriptionAccepted event) {
    var job =
        Job.waiting(
            event.jobId(),
            event.description(),
            event.at(),
            event.span(),
            event.intent().orElse(Intent.AUTOMATIC),
            event.batches().stream().findFirst());
    return state.with(
        PackageState.plus(state.waiting(), job), state.remembering(event.jobId(), event.jobId()));
  }

  @Override
  public PackageState on(DescriptionCoalesced event) {
    return state.with(
        state.waiting().stream()
            .map(
                job ->
                    job.id().equals(event.jobId())
                        ? job.joined(
                            event.span(),
                            event.intent().orElse(Intent.AUTOMATIC),
                            event.batches().stream().findFirst())
                        : job)
            .toList(),
        state.remembering(event.identity(), event.jobId()));
  }

  @Override
  public PackageState on(AssemblyStarted event) {
    return state.isActive(event.jobId())
        ? state.withActive(job -> job.started(event.attempt()))
        : state.begun(event.jobId(), event.attempt());
  }

  @Override
  public PackageState on(AttemptFailed event) {
    return state.withActive(job -> job.retriedAt(event.retryAt(), event.refusedSince()));
  }

  @Override
  public PackageState on(RevisionAssembled event) {
    var content =
        new Job.Assembled(event.topHash(), event.files(), event.bytes(), event.pointerSecond());
    return state.withActive(job -> job.assembled(content));
  }

  @Override
  public PackageState on(RevisionPushed event) {
    return state
        .withActive(job -> job.pushed(event.pointer()))
        .withNewest(second(event.pointer(), state.newestSecond()));
  }

  @Override
  public PackageState on(RevisionAnnounced event) {
    return state.ended();
  }

  @Override
  public PackageState on(RevisionUnchanged event) {
    return state.ended();
  }

  @Override
  public PackageState on(JobFailed event) {
    return state.ended();
  }

  @Override
  public PackageState on(FolderEmpty event) {
    return state.ended();
  }

  @Override
  public PackageState on(JobCancelled event) {
    if (state.isActive(event.jobId())) {
      return state.ended();
    }
    var rest = state.waiting().stream().filter(job -> !job.id().equals(event.jobId())).toList();
    return state.with(rest, state.recent());
  }

  @Override
  public PackageState on(PackageRefused event) {
    return event
        .quarantine()
        .map(bucket -> new Quarantine(bucket, event.workflow(), event.problems()))
        .map(quarantine -> state.withActive(job -> job.refused(quarantine)))
        .orElse(state);
  }

  @Override
  public PackageState on(PackageQuarantined event) {
    return state.ended().withHeld(state.active().map(job -> held(job, event)));
  }

  @Override
  public PackageState on(QuarantineMended event) {
    return mended(event.jobId(), event.topHash(), event, Optional.empty());
  }

  @Override
  public PackageState on(QuarantineSuperseded event) {
    return mended(event.jobId(), event.topHash(), event, Optional.of(event.packageName()));
  }

  @Override
  public PackageState on(QuarantineDismissed event) {
    var by =
        new Held.Dismissed(event.jobId(), event.by(), event.reason(), event.at().getEpochSecond());
    return state.withHeld(state.held().map(held -> held.dismissedBy(by)));
  }

  @Override
  public PackageState on(QuarantineResolved event) {
    return state.withHeld(Optional.empty());
  }

  @Override
  public PackageState on(PackageOwned event) {
    return state.withActive(job -> job.owned(event.topHash()));
  }

  @Override
  public PackageState on(PackageSuggested event) {
    return state.ended();
  }

  /** The last part of a pointer's URI; a push takes the next second if another revision has it. */
  private static long second(String pointer, long otherwise) {
    var last = pointer.substring(pointer.lastIndexOf('/') + 1);
    return last.matches("[0-9]{1,18}") ? Long.parseLong(last) : otherwise;
  }

  private PackageState mended(
      String jobId, String topHash, PackageEvent event, Optional<String> packageName) {
    var by = new Held.Mended(jobId, topHash, event.at().getEpochSecond(), packageName);
    return state.withHeld(state.held().map(held -> held.mendedBy(by)));
  }

  private static Held held(Job job, PackageQuarantined event) {
    var meant = job.parsed();
    return new Held(
        meant.name().value(),
        meant.registry(),
        event.quarantine(),
        event.topHash(),
        Optional.empty(),
        Optional.empty());
  }
}
