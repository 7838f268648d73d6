package io.bindery.packager.promote;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.intake.AllowedBuckets;
import io.bindery.packager.intake.PackageRequests;
import io.bindery.packager.intake.Submission;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.packager.workflow.Workflows;
import io.bindery.platform.failure.RefusedException;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.workflow.WorkflowException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes requests to promote revisions; accepted is journaled. */
public final class Promotions {
  private final AllowedBuckets allowed;
  private final RegistryReader reader;
  private final Workflows workflows;
  private final PackageRequests requests;

  /**
   * Takes requests from now on.
   *
   * @param workflows say which registries follow which
   */
  public Promotions(
      AllowedBuckets allowed,
      RegistryReader reader,
      Workflows workflows,
      PackageRequests requests) {
    this.allowed = allowed;
    this.reader = reader;
    this.workflows = workflows;
    this.requests = requests;
  }

  /**
   * Takes a request. The revision that it means is found now, so that the job means the same one
   * for ever. One to a registry that the source's does not name as a successor is refused now; what
   * cannot be read at the moment is left to the job.
   *
   * @param id the same whenever the same request comes again
   * @param trace where it belongs in a trace
   */
  public CompletionStage<Submission> promote(String id, String json, Optional<TraceContext> trace) {
    PromoteRequest request;
    try {
      request = PromoteRequest.parse(json);
    } catch (RefusedException e) {
      return refused(e.field(), e.getMessage());
    }
    var refusal = allowed.refusalOfPromotion(request.from(), request.to());
    return refusal.isPresent()
        ? CompletableFuture.completedFuture(refusal.get())
        : reader
            .resolve(request.from(), request.revision())
            .handle(
                (hash, failure) ->
                    failure == null
                        ? taken(id, request, hash, trace)
                        : unresolved(Failures.of("Looking for the revision", failure)))
            .thenCompose(submission -> submission);
  }

  private CompletionStage<Submission> taken(
      String id, PromoteRequest request, TopHash hash, Optional<TraceContext> trace) {
    return noSuccessor(request)
        .thenCompose(
            no ->
                no.isPresent()
                    ? CompletableFuture.completedFuture(no.get())
                    : requests.accepted(id, request.description(hash.value()), trace));
  }

  /** Why the revision may not be promoted there, as far as that can be known now. */
  private CompletionStage<Optional<Submission>> noSuccessor(PromoteRequest request) {
    return workflows
        .copiesData(request.from(), request.to())
        .handle(
            (copies, failure) ->
                Optional.ofNullable(failure)
                    .flatMap(Failures::rules)
                    .map(broken -> refusal(request, broken)));
  }

  private static Submission refusal(PromoteRequest request, WorkflowException broken) {
    return broken.rule() == WorkflowException.Rule.SUCCESSOR
        ? new Submission.Refused(
            "registry", "registry = %s: %s".formatted(request.to(), broken.getMessage()))
        : new Submission.Refused(
            "source_registry",
            "source_registry = %s: %s".formatted(request.from(), broken.getMessage()));
  }

  private static CompletionStage<Submission> unresolved(PackagingException failure) {
    return failure.isPassing()
        ? CompletableFuture.completedFuture(new Submission.Later(failure.getMessage()))
        : refused("source_package", failure.getMessage());
  }

  private static CompletionStage<Submission> refused(String field, String reason) {
    return CompletableFuture.completedFuture(new Submission.Refused(field, reason));
  }
}
