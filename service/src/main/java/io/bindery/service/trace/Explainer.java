package io.bindery.service.trace;

import io.bindery.router.operator.BatchOperator;
import io.bindery.router.operator.Explanation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Explains batches, and goes on from them to their jobs. */
public final class Explainer {
  private final BatchOperator operator;
  private final BatchJobs jobs;
  private final BucketWarnings warnings;

  public Explainer(BatchOperator operator, BatchJobs jobs, BucketWarnings warnings) {
    this.operator = operator;
    this.jobs = jobs;
    this.warnings = warnings;
  }

  /** How it stands with the batch of a prefix; see {@link BatchOperator#explain}. */
  public CompletionStage<Explained> explain(String bucket, String prefix) {
    return operator.explain(bucket, prefix).thenCompose(this::goOn);
  }

  /** A closed batch; nothing if there is none of this id. */
  public CompletionStage<Optional<Explained>> explainClosed(String batchId) {
    return operator
        .explainClosed(batchId)
        .thenCompose(
            past ->
                past.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : goOn(past.get()).thenApply(Optional::of));
  }

  private CompletionStage<Explained> goOn(Explanation explanation) {
    CompletionStage<List<PackageJob>> found =
        explanation
            .closed()
            .map(
                closed ->
                    jobs.of(
                        closed.batchId(),
                        explanation.bucket(),
                        explanation.prefix(),
                        closed.closedAt()))
            .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
    return found.thenCombine(
        warnings.of(explanation.bucket()),
        (all, told) -> new Explained(explanation.noting(notes(all, told)), all));
  }

  private static List<String> notes(List<PackageJob> jobs, List<String> warnings) {
    var notes = new ArrayList<String>();
    jobs.forEach(job -> notes.add("job %s %s".formatted(job.jobId(), job.words())));
    notes.addAll(warnings);
    return notes;
  }
}
