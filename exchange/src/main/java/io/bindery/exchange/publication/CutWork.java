package io.bindery.exchange.publication;

import io.bindery.exchange.plan.Quotas;
import io.bindery.exchange.prepare.PlanRows;
import io.bindery.exchange.publication.PublicationEvent.KeptRevision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Cuts again what is not made yet, by quotas that turned out lower. */
record CutWork(String id, PublicationParts parts) {
  CompletionStage<Result> cut(Planned plan, Publishing state) {
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
                        .map(JobWork::planned)
                        .toList(),
                    row.map(PlanRows.Revision::assets).orElse(0L),
                    row.map(PlanRows.Revision::bytes).orElse(0L)))
        .thenCompose(
            one -> {
              kept.add(one);
              return kept(plan, state, kept, next + 1);
            });
  }
}
