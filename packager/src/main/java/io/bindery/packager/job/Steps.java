package io.bindery.packager.job;

import akka.actor.typed.javadsl.ActorContext;
import io.bindery.packager.failure.EmptyFolderException;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.OwnedException;
import io.bindery.packager.job.PackageCommand.AnnounceDone;
import io.bindery.packager.job.PackageCommand.AnnounceFailed;
import io.bindery.packager.job.PackageCommand.AssemblyDone;
import io.bindery.packager.job.PackageCommand.AttemptEnded;
import io.bindery.packager.job.PackageCommand.DraftDone;
import io.bindery.packager.job.PackageCommand.FoundOwned;
import io.bindery.packager.job.PackageCommand.NothingFound;
import io.bindery.packager.job.PackageCommand.Outcome;
import io.bindery.packager.job.PackageCommand.PushDone;
import io.bindery.packager.job.PackageCommand.ResolveEnded;
import io.bindery.packager.job.PackageCommand.RulesBroken;
import io.bindery.packager.quarantine.Problem;
import io.bindery.platform.look.Refusals;
import io.bindery.quilt.workflow.WorkflowException;
import java.time.Instant;
import java.util.Optional;

/** The steps of a package's job, one at a time; the package is told what became of each. */
final class Steps {
  private final ActorContext<PackageCommand> context;
  private final PackageWork work;
  private final JobSpans spans;
  private boolean busy;
  private Optional<Runnable> cancel = Optional.empty();
  private Runnable report = () -> {};

  Steps(ActorContext<PackageCommand> context, PackageWork work, JobSpans spans) {
    this.context = context;
    this.work = work;
    this.spans = spans;
  }

  /** Whether a step is under way whose outcome is still to come. */
  boolean isBusy() {
    return busy;
  }

  /** Whether a step is under way that cannot be taken back. */
  boolean isFinal() {
    return busy && cancel.isEmpty();
  }

  /** To be called with each outcome. */
  void ended() {
    report.run();
    busy = false;
    cancel = Optional.empty();
    report = () -> {};
  }

  /** Tells how far the assembly is, if one is under way. */
  void report() {
    report.run();
  }

  /** Ends an assembly soon. A push is short: the journal should rather learn of it. */
  void cancel() {
    cancel.ifPresent(Runnable::run);
  }

  void assemble(Job job) {
    var span = spans.begin("assemble", job);
    var assembling =
        job.quarantine()
            .map(quarantine -> work.assembleQuarantined(job.asked(), quarantine, span.context()))
            .orElseGet(() -> work.assemble(job.asked(), job.aim().intent(), span.context()));
    busy = true;
    cancel = Optional.of(assembling.cancel());
    report = () -> work.report(job.id(), assembling.progress().get());
    context.pipeToSelf(
        span.until(assembling.result()),
        (made, failure) ->
            failure == null ? new AssemblyDone(job.id(), made) : notAssembled(job, failure));
  }

  /** Finds out what the package would be. */
  void draft(Job job) {
    var drafting = work.draft(job.id(), job.parsed());
    busy = true;
    cancel = Optional.of(drafting.cancel());
    context.pipeToSelf(
        spans.begin("draft", job).until(drafting.result()),
        (draft, failure) ->
            failure == null ? new DraftDone(job.id(), draft) : notAssembled(job, failure));
  }

  private Outcome notAssembled(Job job, Throwable failure) {
    if (Failures.root(failure) instanceof OwnedException owned && owned.isToBeSuggested()) {
      return new FoundOwned(job.id(), owned.topHash());
    }
    if (Failures.root(failure) instanceof EmptyFolderException empty) {
      return new NothingFound(job.id(), empty.getMessage());
    }
    var rules = Failures.rules(failure).filter(WorkflowException::isOfPackage);
    if (rules.isPresent()) {
      var broken = rules.get();
      return new RulesBroken(
          job.id(),
          broken.getMessage(),
          broken.workflow(),
          Problem.of(broken),
          work.quarantine(job.parsed()));
    }
    return failed(job, "Assembling the package", failure);
  }

  /** Marks the package in quarantine, since that is over. */
  void resolve(Held held) {
    busy = true;
    var jobId = held.endedJob();
    context.pipeToSelf(
        work.resolve(held.toResolve()),
        (topHash, failure) ->
            failure == null
                ? new ResolveEnded(jobId, topHash, Optional.empty())
                : new ResolveEnded(
                    jobId,
                    Optional.empty(),
                    Optional.of(Failures.of("Marking the package in quarantine", failure))));
  }

  void push(Job job, PackageWork.Made made) {
    busy = true;
    context.pipeToSelf(
        spans
            .begin("push", job)
            .until(work.push(job.target(), made, job.assembled().orElseThrow().pointerSecond())),
        (pointer, failure) ->
            failure == null
                ? new PushDone(job.id(), pointer)
                : failed(job, "Pushing the revision", failure));
  }

  void announce(Job job, Instant at) {
    busy = true;
    var span = spans.publish(job);
    context.pipeToSelf(
        span.until(
            work.announce(
                job.id(),
                job.target(),
                job.assembled().orElseThrow().topHash(),
                at,
                span.context())),
        (eventId, failure) ->
            failure == null
                ? new AnnounceDone(job.id(), eventId)
                : new AnnounceFailed(job.id(), Refusals.words(Failures.root(failure))));
  }

  /** The journal knows that its event was put. */
  void announced(Job job) {
    work.ended(job.id());
  }

  /** Cleans up behind a push that is given up; what cannot be removed is told, and stays. */
  void abandon(Job job, Job.Assembled assembled) {
    var log = context.getLog();
    var description = job.target();
    var unused =
        work.abandon(description, assembled.topHash(), assembled.pointerSecond())
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    log.warn(
                        "package {}: a pointer to {} may stay behind: {}",
                        description.name(),
                        assembled.topHash(),
                        Failures.root(failure).getMessage());
                  }
                });
  }

  private static AttemptEnded failed(Job job, String where, Throwable failure) {
    var explained = Failures.of(where, failure);
    return new AttemptEnded(
        job.id(),
        explained.getMessage(),
        explained.isPassing(),
        explained.waitingFor(),
        explained.reason());
  }
}
