package io.bindery.exchange.publication;

import akka.actor.typed.ActorSystem;
import io.bindery.exchange.aws.Fault;
import io.bindery.exchange.aws.Limit;
import io.bindery.exchange.aws.Marker;
import io.bindery.exchange.aws.SeenRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Takes the steps of a publication. What it knows it takes from the state that it is given. */
final class Work {
  /** Room for clocks that differ, when a listing is read back to a moment. */
  private static final Duration CLOCKS = Duration.ofHours(1);

  private static final int TOKEN = 64;
  private static final int LONGEST_NOTE = 4_096;

  private final String id;
  private final PublicationParts parts;
  private final JobWork jobs;
  private final Comparing comparing;

  Work(ActorSystem<?> system, String id, PublicationParts parts) {
    this.id = id;
    this.parts = parts;
    this.jobs = new JobWork(id, parts);
    this.comparing = new Comparing(system, parts.s3(), parts.plans(), parts.settings().requests());
  }

  /** Takes a step; what fails is a result too. */
  CompletionStage<Result> take(Step step, Publishing state) {
    CompletionStage<Result> taken;
    try {
      taken = step.fold(new Taking(state));
    } catch (RuntimeException e) {
      taken = CompletableFuture.failedFuture(e);
    }
    return taken
        .handle(
            (result, failure) ->
                failure == null
                    ? result
                    : new Result.Failure(Fault.of(step.fold(new StepWords(state)), failure)))
        .thenCompose(result -> after(step, state, result));
  }

  /** A refusal may only say that it is so already; and quotas that are named are remembered. */
  private CompletionStage<Result> after(Step step, Publishing state, Result result) {
    if (step instanceof Step.LookAtJobs && result instanceof Result.JobsSeen seen) {
      return lower(
          state,
          seen.jobs().stream()
              .flatMap(job -> job.errors().stream())
              .flatMap(error -> error.limit().stream())
              .filter(Limit::isOfJobsAtOnce)
              .findFirst(),
          result);
    }
    if (!(result instanceof Result.Failure failure)) {
      return CompletableFuture.completedFuture(result);
    }
    var fault = failure.fault();
    if (step instanceof Step.StartJob) {
      return lower(state, fault.limit().filter(Limit::isOfJobsAtOnce), result);
    }
    if (step instanceof Step.LookAtJob && fault.kind() == Fault.Kind.MISSING) {
      return CompletableFuture.completedFuture(new Result.JobSeen(Optional.empty()));
    }
    if (step instanceof Step.Finalize last) {
      return seen(state, last.revision(), SeenRevision::finalized, new Result.Done(), result);
    }
    if (step instanceof Step.Revoke revoke) {
      return seen(state, revoke.revision(), SeenRevision::revoked, new Result.Done(), result);
    }
    return step instanceof Step.Remove remove && fault.kind() != Fault.Kind.MISSING
        ? seen(state, remove.revision(), SeenRevision::finalized, new Result.AlreadyFinal(), result)
        : CompletableFuture.completedFuture(result);
  }

  /** Looks whether a call that failed has left a revision as it should, or should not, be. */
  private CompletionStage<Result> seen(
      Publishing state, long revision, Predicate<SeenRevision> is, Result then, Result otherwise) {
    return parts
        .exchange()
        .revision(state.plan().orElseThrow().dataSetId(), revisionId(state, revision))
        .handle((seen, failure) -> failure == null && is.test(seen) ? then : otherwise);
  }

  private CompletionStage<Result> lower(Publishing state, Optional<Limit> limit, Result result) {
    return limit.isEmpty()
        ? CompletableFuture.completedFuture(result)
        : parts
            .slots()
            .lower(state.plan().orElseThrow().slots(), (int) limit.get().value())
            .handle((lowered, failure) -> result);
  }

  private CompletionStage<Result> turn(Planned plan) {
    return parts
        .turns()
        .pass(plan.dataSetId())
        .thenCompose(
            holder ->
                holder.equals(Optional.of(id))
                    ? parts
                        .turns()
                        .same(plan.dataSetId(), plan.digest(), id)
                        .thenApply(same -> new Result.Turn(holder, same))
                    : CompletableFuture.completedFuture(new Result.Turn(holder, Optional.empty())));
  }

  private CompletionStage<Result> changeSet(Planned plan, Publishing state) {
    var set = state.changeSet().orElseThrow();
    var arns =
        state.revisions().stream()
            .filter(it -> it.number() >= set.first() && it.number() <= set.last())
            .map(it -> it.arn().orElseThrow())
            .toList();
    var dataSetArn = arns.get(0).substring(0, arns.get(0).indexOf("/revisions/"));
    return parts
        .catalog()
        .addRevisions(
            plan.productId().orElseThrow(),
            dataSetArn,
            arns,
            token("%s-%d-%d".formatted(id, set.set(), set.attempt())))
        .thenApply(Result.ChangeSetMade::new);
  }

  private static String note(Planned plan, Publishing state) {
    var text =
        plan.comment().orElseGet(() -> "%d new revisions".formatted(state.revisions().size()));
    return text.length() <= LONGEST_NOTE ? text : text.substring(0, LONGEST_NOTE);
  }

  private static String token(String text) {
    return text.length() <= TOKEN ? text : text.substring(text.length() - TOKEN);
  }

  static String revisionId(Publishing state, long revision) {
    return state.revision(revision).id().orElseThrow();
  }

  private static CompletionStage<Result> done(CompletionStage<?> call) {
    return call.thenApply(any -> new Result.Done());
  }

  /** Has other publications go on with what this one has left to them. */
  CompletionStage<List<String>> hungry(Planned plan) {
    return parts.slots().hungry(plan.slots(), id, Instant.now());
  }

  CompletionStage<Optional<String>> passTurn(Planned plan) {
    return parts.turns().pass(plan.dataSetId());
  }

  /** One step of a state. */
  private final class Taking implements Step.Cases<CompletionStage<Result>> {
    private final Publishing state;

    private Taking(Publishing state) {
      this.state = state;
    }

    private Planned plan() {
      return state.plan().orElseThrow();
    }

    private String dataSet() {
      return plan().dataSetId();
    }

    @Override
    public CompletionStage<Result> on(Step.Prepare step) {
      return parts
          .preparer()
          .prepare(id, state.request().orElseThrow().manifest())
          .thenApply(Result.PreparationEnded::new);
    }

    @Override
    public CompletionStage<Result> on(Step.AskTurn step) {
      return turn(plan());
    }

    @Override
    public CompletionStage<Result> on(Step.ReadRevision step) {
      return jobs.read(plan(), step.revision());
    }

    @Override
    public CompletionStage<Result> on(Step.CreateRevision step) {
      return parts
          .exchange()
          .createRevision(
              dataSet(),
              new Marker(id, step.revision()),
              plan().comment().orElse(""),
              plan().tags())
          .thenApply(made -> new Result.RevisionFound(Optional.of(made)));
    }

    @Override
    public CompletionStage<Result> on(Step.FindRevision step) {
      return parts
          .exchange()
          .findRevision(
              dataSet(),
              new Marker(id, step.revision()),
              state.revision(step.revision()).intendedAt().minus(CLOCKS))
          .thenApply(Result.RevisionFound::new);
    }

    @Override
    public CompletionStage<Result> on(Step.CreateJob step) {
      return jobs.create(plan(), step, state);
    }

    @Override
    public CompletionStage<Result> on(Step.FindJobs step) {
      return jobs.find(plan(), step, state);
    }

    @Override
    public CompletionStage<Result> on(Step.TakeSlots step) {
      return parts
          .slots()
          .take(plan().slots(), id, step.places(), Instant.now())
          .thenApply(Result.SlotsHeld::new);
    }

    @Override
    public CompletionStage<Result> on(Step.StartJob step) {
      return done(parts.exchange().startJob(step.id()));
    }

    @Override
    public CompletionStage<Result> on(Step.LookAtJobs step) {
      return jobs.look(dataSet(), step, state);
    }

    @Override
    public CompletionStage<Result> on(Step.LookAtJob step) {
      return parts.exchange().job(step.id()).thenApply(job -> new Result.JobSeen(Optional.of(job)));
    }

    @Override
    public CompletionStage<Result> on(Step.CancelJob step) {
      return done(parts.exchange().cancelJob(step.id()));
    }

    @Override
    public CompletionStage<Result> on(Step.CutAgain step) {
      return new CutWork(id, parts).cut(plan(), state);
    }

    @Override
    public CompletionStage<Result> on(Step.Count step) {
      return jobs.count(plan(), state, step.revision());
    }

    @Override
    public CompletionStage<Result> on(Step.Compare step) {
      return comparing.compare(id, plan().plan(), step.revision());
    }

    @Override
    public CompletionStage<Result> on(Step.Finalize step) {
      return done(parts.exchange().finalizeRevision(dataSet(), revisionId(state, step.revision())));
    }

    @Override
    public CompletionStage<Result> on(Step.StartChangeSet step) {
      return changeSet(plan(), state);
    }

    @Override
    public CompletionStage<Result> on(Step.LookAtChangeSet step) {
      return parts
          .catalog()
          .changeSet(state.changeSet().flatMap(Publishing.AddedSet::id).orElseThrow())
          .thenApply(Result.ChangeSetSeen::new);
    }

    @Override
    public CompletionStage<Result> on(Step.TellSubscribers step) {
      return done(
          parts
              .exchange()
              .tellSubscribers(
                  dataSet(),
                  token(id),
                  note(plan(), state),
                  state.finalAt().orElseThrow().minusSeconds(1)));
    }

    @Override
    public CompletionStage<Result> on(Step.Revoke step) {
      return done(
          parts
              .exchange()
              .revokeRevision(
                  dataSet(), revisionId(state, step.revision()), state.revocation().orElseThrow()));
    }

    @Override
    public CompletionStage<Result> on(Step.Remove step) {
      return done(parts.exchange().deleteRevision(dataSet(), revisionId(state, step.revision())));
    }
  }
}
