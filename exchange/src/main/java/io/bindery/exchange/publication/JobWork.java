package io.bindery.exchange.publication;

import io.bindery.exchange.aws.SeenJob;
import io.bindery.exchange.aws.SourceObject;
import io.bindery.exchange.plan.Asset;
import io.bindery.exchange.prepare.PlanRows;
import io.bindery.exchange.publication.PublicationEvent.PlannedJob;
import io.bindery.exchange.slots.JobPlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a publication does to the jobs and assets of its revisions. */
record JobWork(String id, PublicationParts parts) {
  /** How many jobs more than those that matter are asked for at once. */
  private static final int MORE = 8;

  CompletionStage<Result> create(Planned plan, Step.CreateJob create, Publishing state) {
    var place = create.place();
    var revision = Work.revisionId(state, place.revision());
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
  CompletionStage<Result> find(Planned plan, Step.FindJobs find, Publishing state) {
    var revision = state.revision(find.revision());
    var known = new HashSet<>(revision.spent());
    revision.open().forEach(job -> job.id().ifPresent(known::add));
    return parts
        .exchange()
        .jobs(plan.dataSetId(), Work.revisionId(state, find.revision()), MORE, (all, job) -> false)
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

  CompletionStage<Result> look(String dataSet, Step.LookAtJobs look, Publishing state) {
    var left = new HashSet<>(look.ids());
    var revision = state.revision(look.revision());
    return parts
        .exchange()
        .jobs(
            dataSet,
            Work.revisionId(state, look.revision()),
            revision.open().size() + MORE,
            (all, job) -> {
              left.remove(job.id());
              return left.isEmpty();
            })
        .thenApply(Result.JobsSeen::new);
  }

  CompletionStage<Result> read(Planned plan, long revision) {
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
                    jobs.stream().map(JobWork::planned).toList(),
                    row.orElseThrow().assets(),
                    row.orElseThrow().bytes()));
  }

  static PlannedJob planned(PlanRows.Job job) {
    return new PlannedJob(job.number(), job.assets());
  }

  private Counting counting(Planned plan, Publishing state, long revision) {
    return new Counting(
        parts.exchange(),
        parts.plans(),
        id,
        plan.plan(),
        plan.dataSetId(),
        revision,
        Work.revisionId(state, revision));
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

  /** Compares what is there of a revision with the plan. */
  CompletionStage<Result> count(Planned plan, Publishing state, long revision) {
    return plan.isAccess()
        ? countAccess(plan.dataSetId(), Work.revisionId(state, revision))
        : counting(plan, state, revision).count();
  }
}
