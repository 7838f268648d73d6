package io.bindery.packager.operator;

import io.bindery.packager.job.PackageCommand;
import io.bindery.packager.job.PackageCommand.CancelAnswer;
import io.bindery.packager.job.PackageCommand.NotCancelled;
import io.bindery.packager.job.Packages;
import io.bindery.packager.state.JobState;
import io.bindery.packager.tables.JobLists;
import io.bindery.protocol.description.PackageDescription;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Orders to single jobs, by their ids. */
public final class JobOrders {
  private final Packages packages;
  private final JobLists lists;

  public JobOrders(Packages packages, JobLists lists) {
    this.packages = packages;
    this.lists = lists;
  }

  /** What became of an order. */
  public sealed interface Outcome {}

  /** There is no such job. */
  public record Unknown() implements Outcome {}

  /**
   * The order was carried out.
   *
   * @param jobId the job that was cancelled, or the new one
   */
  public record Done(String jobId) implements Outcome {}

  /**
   * It was not.
   *
   * @param reason why, as a sentence
   */
  public record Refused(String reason) implements Outcome {}

  /**
   * Ends a job that is not being pushed yet.
   *
   * @param by who asks
   */
  public CompletionStage<Outcome> cancel(String jobId, String by) {
    return found(
        jobId,
        known ->
            known.view().state().hasEnded()
                ? refused("The job has ended.")
                : packages.cancel(known.entityId(), jobId, by).thenApply(JobOrders::ofCancel));
  }

  private static Outcome ofCancel(CancelAnswer answer) {
    return answer instanceof NotCancelled no
        ? new Refused(no.reason())
        : new Done(((PackageCommand.Cancelled) answer).jobId());
  }

  /**
   * Accepts the description of a job once more, as a new job.
   *
   * @param by who asks
   */
  public CompletionStage<Outcome> retry(String jobId, String by) {
    return found(
        jobId,
        known -> {
          if (!known.view().hasEnded()) {
            return refused("The job has not ended: cancel it first, or wait.");
          }
          if (known.view().state() == JobState.REFUSED) {
            return refused(
                "The description was refused, and is in the dead-letter queue: do away with the"
                    + " cause and send it again from there.");
          }
          if (known.view().state() == JobState.OFF) {
            return refused(
                "The package policy of its folder says package = off: change it, or make the package"
                    + " with: bindery package "
                    + known.view().source());
          }
          if (known.description().isEmpty()) {
            return refused(
                "The job is of an older version of Bindery: send its description again.");
          }
          var description = PackageDescription.parse(known.description().get());
          return packages
              .retry(
                  "retry of " + jobId + " " + UUID.randomUUID(),
                  description,
                  by,
                  jobId,
                  known.view().origin().batches(),
                  known.intent(),
                  known.trace())
              .thenApply(JobOrders::ofAccept);
        });
  }

  /**
   * Leaves a package in quarantine at that.
   *
   * @param jobId of a job that brought it there
   * @param by who asks
   * @param reason which the package's metadata will tell
   */
  public CompletionStage<Outcome> dismiss(String jobId, String by, String reason) {
    return found(
        jobId,
        known -> {
          if (known.view().state() != JobState.QUARANTINED) {
            return refused(
                "The job brought nothing into quarantine: its state is %s."
                    .formatted(known.view().state().word()));
          }
          if (known.view().resolution().resolvedAt().isPresent()) {
            return refused("The package is in quarantine no longer.");
          }
          return packages
              .dismiss(known.entityId(), jobId, by, reason)
              .thenApply(
                  answer ->
                      answer.done()
                          ? new Done(jobId)
                          : new Refused("The package is in quarantine no longer."));
        });
  }

  private static Outcome ofAccept(PackageCommand.Answer answer) {
    return answer instanceof PackageCommand.Accepted accepted
        ? new Done(accepted.jobId())
        : new Refused("Not now: " + ((PackageCommand.Busy) answer).reason() + ".");
  }

  private interface Order {
    CompletionStage<Outcome> to(JobLists.Known job);
  }

  private CompletionStage<Outcome> found(String jobId, Order order) {
    return lists
        .one(jobId)
        .thenCompose(
            (Optional<JobLists.Known> known) ->
                known.isEmpty()
                    ? CompletableFuture.completedStage(new Unknown())
                    : order.to(known.get()));
  }

  private static CompletionStage<Outcome> refused(String reason) {
    return CompletableFuture.completedStage(new Refused(reason));
  }
}
