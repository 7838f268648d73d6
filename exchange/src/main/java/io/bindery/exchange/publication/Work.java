package io.bindery.exchange.publication;

import akka.actor.typed.ActorSystem;
import io.bindery.exchange.aws.Fault;
import io.bindery.exchange.aws.Limit;
import io.bindery.exchange.aws.Marker;
import io.bindery.exchange.aws.SeenJob;
import io.bindery.exchange.aws.SourceObject;
import io.bindery.exchange.plan.Asset;
import io.bindery.exchange.plan.Quotas;
import io.bindery.exchange.prepare.PlanRows;
import io.bindery.exchange.publication.PublicationEvent.KeptRevision;
import io.bindery.exchange.publication.PublicationEvent.PlannedJob;
import io.bindery.exchange.slots.JobPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Takes the steps of a publication. What it knows it takes from the state that it is given. */
final class Work {
  /** Room for clocks that differ, when a listing is read back to a moment. */
  private static final Duration CLOCKS = Duration.ofHours(1);

  /** How many jobs more than those that matter are asked for at once. */
  private static final int MORE = 8;

  private static final int TOKEN = 64;
  private static final int LONGEST_NOTE = 4_096;

  private final String id;
  private final PublicationParts parts;
  private final Comparing comparing;

  Work(ActorSystem<?> system, String id, PublicationParts parts) {
    this.id = id;
    this.parts = parts;
    this.comparing = new Comparing(system, parts.s3(), parts.plans(), parts.settings().requests());
  }

  /** Takes a step; what fails is a result too. */
  CompletionStage<Result> take(Step step, Publishing state) {
    CompletionStage<Result> taken;
    try {
      taken = begin(step, state);
    } catch (RuntimeException e) {
      taken = CompletableFuture.failedFuture(e);
    }
    return taken
        .handle(
            (result, failure) ->
                failure == null
                    ? result
                    : new Result.Failure(Fault.of(words(step, state), failure)))
        .thenCompose(result -> after(step, state, result));
  }

  private CompletionStage<Result> begin(Step step, Publishing state) {
    if (step instanceof Step.Prepare) {
      return parts
          .preparer()
          .prepare(id, state.request().orElseThrow().manifest())
          .thenApply(Result.PreparationEnded::new);
    }
    var plan = state.plan().orElseThrow();
    var dataSet = plan.dataSetId();
    if (step instanceof Step.AskTurn) {
      return turn(plan);
    }
    if (step instanceof Step.ReadRevision read) {
      return read(plan, read.revision());
    }
    if (step instanceof Step.CreateRevision create) {
      return parts
          .exchange()
          .createRevision(
              dataSet, new Marker(id, create.revision()), plan.comment().orElse(""), plan.tags())
          .thenApply(made -> new Result.RevisionFound(Optional.of(made)));
    }
    if (step instanceof Step.FindRevision find) {
      return parts
          .exchange()
          .findRevision(
              dataSet,
              new Marker(id, find.revision()),
              state.revision(find.revision()).intendedAt().minus(CLOCKS))
          .thenApply(Result.RevisionFound::new);
    }
    if (step instanceof Step.CreateJob create) {
      return createJob(plan, create, state);
    }
    if (step instanceof Step.FindJobs find) {
      return findJobs(plan, find, state);
    }
    if (step instanceof Step.TakeSlots take) {
      return parts
          .slots()
          .take(plan.slots(), id, take.places(), Instant.now())
          .thenApply(Result.SlotsHeld::new);
    }
    if (step instanceof Step.StartJob start) {
      return done(parts.exchange().startJob(start.id()));
    }
    if (step instanceof Step.LookAtJobs look) {
      return look(dataSet, look, state);
    }
    if (step instanceof Step.LookAtJob look) {
      return parts.exchange().job(look.id()).thenApply(job -> new Result.JobSeen(Optional.of(job)));
    }
    if (step instanceof Step.CancelJob cancel) {
      return done(parts.exchange().cancelJob(cancel.id()));
    }
    if (step instanceof Step.CutAgain) {
      return cutAgain(plan, state);
    }
    if (step instanceof Step.Count count) {
      return plan.isAccess()
          ? countAccess(dataSet, revisionId(state, count.revision()))
          : counting(plan, state, count.revision()).count();
    }
    if (step instanceof Step.Compare compare) {
      return comparing.compare(id, plan.plan(), compare.revision());
    }
    if (step instanceof Step.Finalize last) {
      return done(parts.exchange().finalizeRevision(dataSet, revisionId(state, last.revision())));
    }
    if (step instanceof Step.StartChangeSet) {
      return changeSet(plan, state);
    }
    if (step instanceof Step.LookAtChangeSet) {
      return parts
          .catalog()
          .changeSet(state.changeSet().flatMap(Publishing.AddedSet::id).orElseThrow())
          .thenApply(Result.ChangeSetSeen::new);
    }
    if (step instanceof Step.TellSubscribers) {
      return done(
          parts
              .exchange()
              .tellSubscribers(
                  dataSet,
                  token(id),
                  note(plan, state),
                  state.finalAt().orElseThrow().minusSeconds(1)));
    }
    if (step instanceof Step.Revoke revoke) {
      return done(
          parts
              .exchange()
              .revokeRevision(
                  dataSet, revisionId(state, revoke.revision()), state.revocation().orElseThrow()));
    }
    var remove = (Step.Remove) step;
    return done(parts.exchange().deleteRevision(dataSet, revisionId(state, remove.revision())));
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
    if (!fault.kind().passes()) {
      return CompletableFuture.completedFuture(result);
    }
    if (step instanceof Step.Finalize last) {
      return unless(state, last.revision(), true, result);
    }
    return step instanceof Step.Revoke revoke
        ? unless(state, revoke.revision(), false, result)
        : CompletableFuture.completedFuture(result);
  }

  private CompletionStage<Result> unless(
      Publishing state, long revision, boolean isFinal, Result otherwise) {
    return parts
        .exchange()
        .revision(state.plan().orElseThrow().dataSetId(), revisionId(state, revision))
        .handle(
            (seen, failure) ->
                failure == null && (isFinal ? seen.finalized() : seen.revoked())
                    ? new Result.Done()
                    : otherwise);
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

  private CompletionStage<Result> read(Planned plan, long revision) {
    if (plan.isAccess()) {
      return parts
          .plans()
          .summary(id, plan.plan())
          .thenApply(
              found -> {
                var summary = found.orElseThrow();
                int assets = (int) Math.min(summary.assets(), Integer.MAX_VALUE);
                return new Result.RevisionRead(
                    List.of(new PlannedJob(0, assets)), summary.assets(), summary.bytes());
              });
    }
    return parts
        .plans()
        .revision(id, plan.plan(), revision)
        .thenCombine(
            parts.plans().jobs(id, plan.plan(), revision),
            (row, jobs) ->
                new Result.RevisionRead(
                    jobs.stream().map(Work::planned).toList(),
                    row.orElseThrow().assets(),
                    row.orElseThrow().bytes()));
  }

  private static PlannedJob planned(PlanRows.Job job) {
    return new PlannedJob(job.number(), job.assets());
  }

  // ---- Jobs -----------------------------------------------------------------------------------

  private CompletionStage<Result> createJob(Planned plan, Step.CreateJob create, Publishing state) {
    var place = create.place();
    var revision = revisionId(state, place.revision());
    if (plan.isAccess()) {
      return parts
          .plans()
          .summary(id, plan.plan())
          .thenCompose(
              summary ->
                  parts
                      .exchange()
                      .createAccess(
                          plan.dataSetId(), revision, summary.orElseThrow().access().orElseThrow()))
          .thenApply(made -> new Result.JobMade(Optional.of(made)));
    }
    var assets =
        create.missing()
            ? counting(plan, state, place.revision()).missing(place.job())
            : parts.plans().assets(id, plan.plan(), place.revision(), place.job());
    return assets.thenCompose(
        some ->
            some.isEmpty()
                ? CompletableFuture.completedFuture(new Result.JobMade(Optional.empty()))
                : parts
                    .exchange()
                    .createImport(plan.dataSetId(), revision, sources(some))
                    .thenApply(made -> new Result.JobMade(Optional.of(made))));
  }

  private static List<SourceObject> sources(List<Asset> assets) {
    return assets.stream()
        .map(asset -> new SourceObject(asset.object().bucket(), asset.object().key()))
        .toList();
  }

  /** Jobs of the revision that the journal does not know, told apart by what they import. */
  private CompletionStage<Result> findJobs(Planned plan, Step.FindJobs find, Publishing state) {
    var revision = state.revision(find.revision());
    var known = new HashSet<>(revision.spent());
    revision.open().forEach(job -> job.id().ifPresent(known::add));
    return parts
        .exchange()
        .jobs(plan.dataSetId(), revisionId(state, find.revision()), MORE, (all, job) -> false)
        .thenCompose(
            jobs -> {
              var unknown = jobs.stream().filter(job -> !known.contains(job.id())).toList();
              return match(plan, find.places(), unknown, new HashMap<>(), 0);
            })
        .thenApply(Result.JobsFound::new);
  }

  private CompletionStage<Map<JobPlace, String>> match(
      Planned plan,
      List<JobPlace> places,
      List<SeenJob> unknown,
      Map<JobPlace, String> found,
      int next) {
    if (next == places.size() || unknown.isEmpty()) {
      return CompletableFuture.completedFuture(found);
    }
    var place = places.get(next);
    if (plan.isAccess()) {
      found.put(place, unknown.get(0).id());
      return CompletableFuture.completedFuture(found);
    }
    return parts
        .plans()
        .assets(id, plan.plan(), place.revision(), place.job())
        .thenCompose(
            assets -> {
              Set<SourceObject> planned = new HashSet<>(sources(assets));
              unknown.stream()
                  .filter(job -> !job.sources().isEmpty() && planned.containsAll(job.sources()))
                  .findFirst()
                  .ifPresent(job -> found.put(place, job.id()));
              return match(plan, places, unknown, found, next + 1);
            });
  }

  private CompletionStage<Result> look(String dataSet, Step.LookAtJobs look, Publishing state) {
    var left = new HashSet<>(look.ids());
    var revision = state.revision(look.revision());
    return parts
        .exchange()
        .jobs(
            dataSet,
            revisionId(state, look.revision()),
            revision.open().size() + MORE,
            (all, job) -> {
              left.remove(job.id());
              return left.isEmpty();
            })
        .thenApply(Result.JobsSeen::new);
  }

  // ---- Counting and cutting -------------------------------------------------------------------

  private Counting counting(Planned plan, Publishing state, long revision) {
    return new Counting(
        parts.exchange(),
        parts.plans(),
        id,
        plan.plan(),
        plan.dataSetId(),
        revision,
        revisionId(state, revision));
  }

  /** Access to a bucket is one asset, which a job makes whole or not at all. */
  private CompletionStage<Result> countAccess(String dataSet, String revision) {
    var there = new ArrayList<String>();
    return parts
        .exchange()
        .assets(dataSet, revision, asset -> there.add(asset.id()))
        .thenApply(
            done ->
                new Result.Counted(
                    there.isEmpty() ? Map.of(0, 1) : Map.of(),
                    List.of("access to the bucket"),
                    List.of()));
  }

  private CompletionStage<Result> cutAgain(Planned plan, Publishing state) {
    var quotas = lowered(state.quotas());
    return made(plan, state)
        .thenCompose(made -> parts.preparer().recut(id, plan.plan(), made, quotas))
        .thenCompose(
            cut ->
                kept(cut.plan(), state, new ArrayList<>(), 0)
                    .thenApply(
                        kept ->
                            new Result.CutDone(
                                cut.plan(),
                                cut.summary().revisions(),
                                cut.summary().jobs(),
                                kept)));
  }

  private Quotas lowered(Map<QuotaName, Long> met) {
    var quotas = parts.quotas();
    return new Quotas(
        lower(quotas.assetsPerRevision(), met.get(QuotaName.ASSETS_PER_REVISION)),
        lower(quotas.assetsPerJob(), met.get(QuotaName.ASSETS_PER_JOB)),
        quotas.jobsAtOnce(),
        quotas.revisions(),
        quotas.accessRevisions(),
        quotas.assetBytes(),
        quotas.accessEntries());
  }

  private static int lower(int setting, Long met) {
    return met == null ? setting : (int) Math.min(setting, met);
  }

  /** The jobs that stay: those that are done. */
  private CompletionStage<Map<Long, Set<Integer>>> made(Planned plan, Publishing state) {
    var made = new HashMap<Long, Set<Integer>>();
    CompletionStage<Map<Long, Set<Integer>>> all = CompletableFuture.completedFuture(made);
    for (var revision : state.revisions()) {
      made.put(revision.number(), Set.copyOf(revision.done()));
      if (revision.stage().compareTo(Revision.Stage.FILLED) >= 0) {
        all =
            all.thenCompose(
                so ->
                    parts
                        .plans()
                        .jobs(id, plan.plan(), revision.number())
                        .thenApply(
                            jobs -> {
                              so.put(
                                  revision.number(),
                                  jobs.stream()
                                      .map(PlanRows.Job::number)
                                      .collect(Collectors.toSet()));
                              return so;
                            }));
      }
    }
    return all;
  }

  /** What the new plan says of revisions that are being filled. */
  private CompletionStage<List<KeptRevision>> kept(
      int plan, Publishing state, List<KeptRevision> kept, int next) {
    if (next == state.revisions().size()) {
      return CompletableFuture.completedFuture(kept);
    }
    var revision = state.revisions().get(next);
    if (revision.stage().compareTo(Revision.Stage.FILLED) >= 0) {
      return kept(plan, state, kept, next + 1);
    }
    return parts
        .plans()
        .revision(id, plan, revision.number())
        .thenCombine(
            parts.plans().jobs(id, plan, revision.number()),
            (row, jobs) ->
                new KeptRevision(
                    revision.number(),
                    jobs.stream()
                        .filter(job -> !revision.done().contains(job.number()))
                        .map(Work::planned)
                        .toList(),
                    row.map(PlanRows.Revision::assets).orElse(0L),
                    row.map(PlanRows.Revision::bytes).orElse(0L)))
        .thenCompose(
            one -> {
              kept.add(one);
              return kept(plan, state, kept, next + 1);
            });
  }

  // ---- Publishing -----------------------------------------------------------------------------

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

  private static String revisionId(Publishing state, long revision) {
    return state.revision(revision).id().orElseThrow();
  }

  private static CompletionStage<Result> done(CompletionStage<?> call) {
    return call.thenApply(any -> new Result.Done());
  }

  // ---- Words ----------------------------------------------------------------------------------

  private static String words(Step step, Publishing state) {
    if (step instanceof Step.Prepare) {
      return "Preparing the publication";
    }
    var all = state.plan().map(Planned::revisions).orElse(0L);
    if (step instanceof Step.CreateRevision it) {
      return "Creating revision %d of %d".formatted(it.revision() + 1, all);
    }
    if (step instanceof Step.CreateJob it) {
      return "Creating a job of revision %d of %d".formatted(it.place().revision() + 1, all);
    }
    if (step instanceof Step.StartJob it) {
      return "Starting a job of revision %d of %d".formatted(it.place().revision() + 1, all);
    }
    if (step instanceof Step.Finalize it) {
      return "Finalizing revision %d of %d".formatted(it.revision() + 1, all);
    }
    if (step instanceof Step.StartChangeSet || step instanceof Step.LookAtChangeSet) {
      return "Adding revisions to the product "
          + state.plan().flatMap(Planned::productId).orElse("");
    }
    if (step instanceof Step.TellSubscribers) {
      return "Telling subscribers";
    }
    if (step instanceof Step.Revoke it) {
      return "Revoking revision %d of %d".formatted(it.revision() + 1, all);
    }
    if (step instanceof Step.Remove it) {
      return "Removing revision %d of %d".formatted(it.revision() + 1, all);
    }
    return "Looking at the data set " + state.plan().map(Planned::dataSetId).orElse("");
  }

  /** Has other publications go on with what this one has left to them. */
  CompletionStage<List<String>> hungry(Planned plan) {
    return parts.slots().hungry(plan.slots(), id, Instant.now());
  }

  CompletionStage<Optional<String>> passTurn(Planned plan) {
    return parts.turns().pass(plan.dataSetId());
  }
}
