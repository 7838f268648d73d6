package io.bindery.service.trace;

import io.bindery.packager.tables.JobFilter;
import io.bindery.packager.tables.JobLists;
import io.bindery.packager.tables.JobView;
import io.bindery.protocol.description.SourceFolder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The jobs that a closed batch led to. A description that came by a rule without the batch's id
 * names none: then it is the first job of the folder that had not ended when the batch was closed,
 * whose package holds the files of the batch whoever asked for it.
 */
public final class BatchJobs {
  private static final int MOST = 20;

  private final JobLists jobs;

  public BatchJobs(JobLists jobs) {
    this.jobs = jobs;
  }

  /** Oldest first; empty if none is known. */
  public CompletionStage<List<PackageJob>> of(
      String batchId, String bucket, String prefix, Instant closedAt) {
    return named(batchId)
        .thenCompose(
            named ->
                named.isEmpty()
                    ? jobs.since(List.of(new SourceFolder(bucket, prefix).toString()), closedAt, 1)
                        .thenApply(
                            found ->
                                found.stream()
                                    .map(job -> PackageJob.of(job, link(job, batchId)))
                                    .toList())
                    : CompletableFuture.completedFuture(named));
  }

  /** It may name the batch: it came between the two reads then. */
  private static PackageJob.Link link(JobView job, String batchId) {
    return job.origin().batches().contains(batchId)
        ? PackageJob.Link.BATCH
        : PackageJob.Link.FOLDER;
  }

  private CompletionStage<List<PackageJob>> named(String batchId) {
    return jobs.list(JobFilter.ALL.batch(Optional.of(batchId)), Optional.empty(), MOST)
        .thenApply(
            page -> {
              var found = new ArrayList<PackageJob>();
              page.items().forEach(job -> found.add(0, PackageJob.of(job, PackageJob.Link.BATCH)));
              return List.copyOf(found);
            });
  }
}
