package io.bindery.packager.job;

import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.job.PackageCommand.AnnounceDone;
import io.bindery.packager.job.PackageCommand.AssemblyDone;
import io.bindery.packager.job.PackageCommand.AttemptEnded;
import io.bindery.packager.job.PackageCommand.DraftDone;
import io.bindery.packager.job.PackageCommand.FoundOwned;
import io.bindery.packager.job.PackageCommand.NothingFound;
import io.bindery.packager.job.PackageCommand.Outcome;
import io.bindery.packager.job.PackageCommand.PushDone;
import io.bindery.packager.job.PackageCommand.RulesBroken;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.AttemptFailed;
import io.bindery.packager.job.PackageEvent.FolderEmpty;
import io.bindery.packager.job.PackageEvent.JobCancelled;
import io.bindery.packager.job.PackageEvent.JobFailed;
import io.bindery.packager.job.PackageEvent.PackageOwned;
import io.bindery.packager.job.PackageEvent.PackageQuarantined;
import io.bindery.packager.job.PackageEvent.PackageRefused;
import io.bindery.packager.job.PackageEvent.PackageSuggested;
import io.bindery.packager.job.PackageEvent.QuarantineMended;
import io.bindery.packager.job.PackageEvent.RevisionAnnounced;
import io.bindery.packager.job.PackageEvent.RevisionAssembled;
import io.bindery.packager.job.PackageEvent.RevisionPushed;
import io.bindery.packager.job.PackageEvent.RevisionUnchanged;
import io.bindery.packager.registry.RegistryLayout;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.s3.S3Uri;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What follows from the outcome of a job's step; a function of the state alone.
 *
 * @param events to be journaled first
 * @param push what is to be pushed then
 * @param discard what is not needed
 * @param abandon a push of an earlier attempt that will not be finished
 */
record Reaction(
    List<PackageEvent> events,
    Optional<PackageWork.Made> push,
    Optional<PackageWork.Made> discard,
    Optional<Job.Assembled> abandon) {

  private static Reaction events(List<PackageEvent> events) {
    return new Reaction(events, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Reaction pushing(List<PackageEvent> events, PackageWork.Made made) {
    return new Reaction(events, Optional.of(made), Optional.empty(), Optional.empty());
  }

  private Reaction abandoning(Job job) {
    return new Reaction(events, push, discard, job.assembled());
  }

  private Reaction discarding(PackageWork.Made made) {
    return new Reaction(events, push, Optional.of(made), abandon);
  }

  /**
   * The reaction to the outcome of a step of the active job.
   *
   * @param outcome any but a failed announcement, after which nothing changes
   */
  static Reaction to(
      Outcome outcome, PackageState state, Job job, PackageLimits limits, Instant now) {
    if (outcome instanceof AssemblyDone done) {
      return assembled(state, job, done.made(), now);
    }
    if (outcome instanceof PushDone done) {
      return pushed(state, job, done.pointer(), now);
    }
    if (outcome instanceof AnnounceDone done) {
      var topHash = job.assembled().orElseThrow().topHash();
      return ended(
          state,
          job.quarantine().isPresent()
              ? quarantined(job, now)
              : new RevisionAnnounced(job.id(), topHash, done.eventId(), now));
    }
    if (outcome instanceof RulesBroken broken) {
      return refused(state, job, broken, now);
    }
    if (outcome instanceof NothingFound nothing) {
      return ended(state, new FolderEmpty(job.id(), nothing.reason(), now)).abandoning(job);
    }
    if (outcome instanceof FoundOwned owned) {
      return events(List.of(new PackageOwned(job.id(), job.attempt(), owned.topHash(), now)))
          .abandoning(job);
    }
    if (outcome instanceof DraftDone done) {
      return ended(state, new PackageSuggested(job.id(), done.draft(), job.aim().owned(), now));
    }
    return failed(state, job, (AttemptEnded) outcome, limits, now);
  }

  /** Somebody asked to end the job, active or waiting. */
  static Reaction cancelled(PackageState state, Job job, Optional<String> by, Instant now) {
    var event = new JobCancelled(job.id(), now, by);
    return state.isActive(job.id()) ? ended(state, event).abandoning(job) : events(List.of(event));
  }

  private static Reaction assembled(
      PackageState state, Job job, PackageWork.Made made, Instant now) {
    // The same top hash in latest may be this job's own push, cut off before the journal knew.
    if (job.assembled().filter(it -> it.topHash().equals(made.topHash())).isPresent()) {
      return pushing(List.of(), made);
    }
    // Else the content is another than the one that an earlier attempt was about to push.
    if (made.latest().filter(made.topHash()::equals).isPresent()) {
      return ended(state, unchanged(job, made.topHash(), made.files(), made.bytes(), now))
          .abandoning(job)
          .discarding(made);
    }
    var event =
        new RevisionAssembled(
            job.id(),
            made.topHash(),
            made.files(),
            made.bytes(),
            state.secondAfter(now.getEpochSecond()),
            now);
    return pushing(List.of(event), made).abandoning(job);
  }

  private static Reaction pushed(
      PackageState state, Job job, Optional<String> pointer, Instant now) {
    var made = job.assembled().orElseThrow();
    if (pointer.isEmpty()) {
      return ended(state, unchanged(job, made.topHash(), made.files(), made.bytes(), now));
    }
    var manifest =
        S3Uri.of(job.target().registry(), RegistryLayout.manifest(new TopHash(made.topHash())));
    return events(
        List.of(
            new RevisionPushed(job.id(), made.topHash(), manifest.toString(), pointer.get(), now)));
  }

  private static PackageEvent quarantined(Job job, Instant now) {
    var made = job.assembled().orElseThrow();
    return quarantined(job, made.topHash(), made.files(), made.bytes(), now);
  }

  private static PackageEvent quarantined(
      Job job, String topHash, long files, long bytes, Instant now) {
    return new PackageQuarantined(
        job.id(), job.quarantine().orElseThrow().bucket(), topHash, files, bytes, now);
  }

  /** The newest revision is the same. */
  private static PackageEvent unchanged(
      Job job, String topHash, long files, long bytes, Instant now) {
    return job.quarantine().isPresent()
        ? quarantined(job, topHash, files, bytes, now)
        : new RevisionUnchanged(job.id(), topHash, files, bytes, now);
  }

  private static Reaction refused(PackageState state, Job job, RulesBroken broken, Instant now) {
    var refused =
        new PackageRefused(
            job.id(),
            job.attempt(),
            broken.reason(),
            broken.workflow(),
            broken.problems(),
            broken.quarantine(),
            now);
    if (broken.quarantine().isPresent()) {
      return events(List.of(refused)).abandoning(job);
    }
    var ended =
        ended(
            state,
            new JobFailed(
                job.id(),
                job.attempt(),
                broken.reason(),
                now,
                Optional.of(FailureReason.RULES.word())));
    var events = new ArrayList<PackageEvent>(List.of(refused));
    events.addAll(ended.events());
    return events(events).abandoning(job);
  }

  private static Reaction failed(
      PackageState state, Job job, AttemptEnded failed, PackageLimits limits, Instant now) {
    if (failed.waitingFor().isPresent()) {
      return withheld(state, job, failed, limits, now);
    }
    if (failed.passing() && limits.retry().allowsAfter(job.counted())) {
      var retryAt = now.plus(limits.retry().pauseAfter(job.counted()));
      return events(
          List.of(
              new AttemptFailed(
                  job.id(),
                  job.attempt(),
                  failed.reason(),
                  retryAt,
                  now,
                  Optional.empty(),
                  Optional.of(failed.code().word()))));
    }
    return given(
        state,
        job,
        failed.passing()
            ? "Given up after %d attempts. %s".formatted(job.counted(), failed.reason())
            : failed.reason(),
        failed.code(),
        now);
  }

  /** AWS refuses it: that is waited for by the clock, not by attempts. */
  private static Reaction withheld(
      PackageState state, Job job, AttemptEnded failed, PackageLimits limits, Instant now) {
    var since = job.refusal().since().orElse(now);
    var until = since.plus(limits.retry().refusedFor());
    if (!now.isBefore(until)) {
      return given(
          state,
          job,
          "Given up, for AWS has refused it for %s. %s"
              .formatted(limits.retry().refusedFor(), failed.reason()),
          failed.code(),
          now);
    }
    var next = now.plus(limits.retry().pauseAfter(job.refusal().attempts() + 1));
    var reason =
        "Waiting for %s, until %s. %s"
            .formatted(
                failed.waitingFor().orElseThrow(),
                until.truncatedTo(ChronoUnit.SECONDS),
                failed.reason());
    return events(
        List.of(
            new AttemptFailed(
                job.id(),
                job.attempt(),
                reason,
                next.isBefore(until) ? next : until,
                now,
                Optional.of(since),
                Optional.of(failed.code().word()))));
  }

  private static Reaction given(
      PackageState state, Job job, String why, FailureReason code, Instant now) {
    var reason = why;
    if (job.quarantine().isPresent()) {
      reason =
          "It breaks its rules, and could not be put into quarantine s3://%s. %s"
              .formatted(job.quarantine().get().bucket(), reason);
    }
    return ended(
            state, new JobFailed(job.id(), job.attempt(), reason, now, Optional.of(code.word())))
        .abandoning(job);
  }

  /** The top hash, if the package followed the rules. */
  private static Optional<String> good(PackageEvent ending) {
    if (ending instanceof RevisionAnnounced announced) {
      return Optional.of(announced.topHash());
    }
    return ending instanceof RevisionUnchanged unchanged
        ? Optional.of(unchanged.topHash())
        : Optional.empty();
  }

  /** The job is over; the next one begins in the same write. */
  private static Reaction ended(PackageState state, PackageEvent ending) {
    var events = new ArrayList<>(List.of(ending));
    good(ending)
        .filter(topHash -> state.isInQuarantine())
        .ifPresent(
            topHash -> events.add(new QuarantineMended(ending.jobId(), topHash, ending.at())));
    state.waiting().stream()
        .findFirst()
        .ifPresent(next -> events.add(new AssemblyStarted(next.id(), 1, ending.at())));
    return events(events);
  }
}
