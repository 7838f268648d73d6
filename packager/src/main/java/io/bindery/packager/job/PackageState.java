package io.bindery.packager.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.AttemptFailed;
import io.bindery.packager.job.PackageEvent.DescriptionAccepted;
import io.bindery.packager.job.PackageEvent.DescriptionCoalesced;
import io.bindery.packager.job.PackageEvent.JobCancelled;
import io.bindery.packager.job.PackageEvent.PackageQuarantined;
import io.bindery.packager.job.PackageEvent.PackageRefused;
import io.bindery.packager.job.PackageEvent.QuarantineDismissed;
import io.bindery.packager.job.PackageEvent.QuarantineMended;
import io.bindery.packager.job.PackageEvent.QuarantineResolved;
import io.bindery.packager.job.PackageEvent.QuarantineSuperseded;
import io.bindery.packager.job.PackageEvent.RevisionAssembled;
import io.bindery.packager.job.PackageEvent.RevisionPushed;
import io.bindery.packager.quarantine.Quarantine;
import io.bindery.platform.serialization.CborSerializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a package is busy with.
 *
 * @param active the job that is worked on
 * @param waiting the jobs after it, in order
 * @param recent which job each of the last messages led to, so that a message which comes again is
 *     recognised; oldest first
 * @param held that the package is in quarantine, until that is marked as resolved
 */
record PackageState(
    Optional<Job> active, List<Job> waiting, Map<String, String> recent, Optional<Held> held)
    implements CborSerializable {

  /** How many messages are remembered; SQS delivers again within hours, not after hundreds. */
  static final int REMEMBERED = 256;

  static final PackageState EMPTY =
      new PackageState(Optional.empty(), List.of(), Map.of(), Optional.empty());

  PackageState {
    waiting = List.copyOf(waiting);
    recent = Collections.unmodifiableMap(new LinkedHashMap<>(recent));
    // States from before there was a quarantine have none.
    held = held == null ? Optional.empty() : held;
  }

  /** Nothing to do and nothing under way. */
  @JsonIgnore
  boolean isIdle() {
    return active.isEmpty() && waiting.isEmpty() && toResolve().isEmpty();
  }

  /** A package in quarantine that is to be marked, since that is over. */
  Optional<Held> toResolve() {
    return held.filter(Held::isOver);
  }

  /** Whether the package is in quarantine, and nothing has ended that. */
  @JsonIgnore
  boolean isInQuarantine() {
    return held.filter(it -> !it.isOver()).isPresent();
  }

  /** A job that has not begun and asks for just this. */
  Optional<Job> waitingFor(String description) {
    return waiting.stream().filter(job -> job.description().equals(description)).findFirst();
  }

  boolean isActive(String jobId) {
    return active.filter(job -> job.id().equals(jobId)).isPresent();
  }

  /** The job of this id, active or waiting. */
  Optional<Job> job(String jobId) {
    return Stream.concat(active.stream(), waiting.stream())
        .filter(job -> job.id().equals(jobId))
        .findFirst();
  }

  PackageState apply(PackageEvent event) {
    if (event instanceof DescriptionAccepted e) {
      var job = Job.waiting(e.jobId(), e.description(), e.at());
      return new PackageState(active, plus(waiting, job), remembering(e.jobId(), e.jobId()), held);
    }
    if (event instanceof DescriptionCoalesced e) {
      return new PackageState(active, waiting, remembering(e.identity(), e.jobId()), held);
    }
    if (event instanceof AssemblyStarted e) {
      return isActive(e.jobId())
          ? withActive(job -> job.started(e.attempt()))
          : begun(e.jobId(), e.attempt());
    }
    if (event instanceof AttemptFailed e) {
      return withActive(job -> job.retriedAt(e.retryAt()));
    }
    if (event instanceof RevisionAssembled e) {
      var content = new Job.Assembled(e.topHash(), e.files(), e.bytes(), e.pointerSecond());
      return withActive(job -> job.assembled(content));
    }
    if (event instanceof RevisionPushed e) {
      return withActive(job -> job.pushed(e.pointer()));
    }
    if (event instanceof JobCancelled e && !isActive(e.jobId())) {
      var rest = waiting.stream().filter(job -> !job.id().equals(e.jobId())).toList();
      return new PackageState(active, rest, recent, held);
    }
    if (event instanceof PackageRefused e) {
      return e.quarantine().isEmpty()
          ? this
          : withActive(
              job -> job.refused(new Quarantine(e.quarantine().get(), e.workflow(), e.problems())));
    }
    if (event instanceof PackageQuarantined e) {
      return new PackageState(Optional.empty(), waiting, recent, active.map(job -> held(job, e)));
    }
    if (event instanceof QuarantineMended e) {
      return withHeld(
          held.map(
              it ->
                  it.mendedBy(
                      new Held.Mended(
                          e.jobId(), e.topHash(), e.at().getEpochSecond(), Optional.empty()))));
    }
    if (event instanceof QuarantineSuperseded e) {
      return withHeld(
          held.map(
              it ->
                  it.mendedBy(
                      new Held.Mended(
                          e.jobId(),
                          e.topHash(),
                          e.at().getEpochSecond(),
                          Optional.of(e.packageName())))));
    }
    if (event instanceof QuarantineDismissed e) {
      return withHeld(
          held.map(
              it ->
                  it.dismissedBy(
                      new Held.Dismissed(e.jobId(), e.by(), e.reason(), e.at().getEpochSecond()))));
    }
    if (event instanceof QuarantineResolved) {
      return withHeld(Optional.empty());
    }
    // Announced, unchanged, failed and cancelled end the job.
    return new PackageState(Optional.empty(), waiting, recent, held);
  }

  private PackageState withActive(UnaryOperator<Job> change) {
    return new PackageState(active.map(change), waiting, recent, held);
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

  private PackageState withHeld(Optional<Held> other) {
    return new PackageState(active, waiting, recent, other);
  }

  private PackageState begun(String jobId, int attempt) {
    var begun = waiting.stream().filter(job -> job.id().equals(jobId)).findFirst();
    var rest = waiting.stream().filter(job -> !job.id().equals(jobId)).toList();
    return new PackageState(begun.map(job -> job.started(attempt)), rest, recent, held);
  }

  private Map<String, String> remembering(String identity, String jobId) {
    var all = new LinkedHashMap<>(recent);
    all.put(identity, jobId);
    var oldest = all.keySet().iterator();
    while (all.size() > REMEMBERED) {
      oldest.next();
      oldest.remove();
    }
    return all;
  }

  private static List<Job> plus(List<Job> jobs, Job job) {
    var all = new ArrayList<>(jobs);
    all.add(job);
    return all;
  }
}
