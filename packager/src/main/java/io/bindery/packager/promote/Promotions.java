package io.bindery.packager.promote;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.intake.AllowedBuckets;
import io.bindery.packager.intake.PackageRequests;
import io.bindery.packager.intake.Submission;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.platform.failure.RefusedException;
import io.bindery.platform.tracing.TraceContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes requests to promote revisions; accepted is journaled. */
public final class Promotions {
  private final AllowedBuckets allowed;
  private final RegistryReader reader;
  private final PackageRequests requests;

  public Promotions(AllowedBuckets allowed, RegistryReader reader, PackageRequests requests) {
    this.allowed = allowed;
    this.reader = reader;
    this.requests = requests;
  }

  /**
   * Takes a request. The revision that it means is found now, so that the job means the same one
   * for ever.
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
                        ? requests.accepted(id, request.description(hash.value()), trace)
                        : unresolved(Failures.of("Looking for the revision", failure)))
            .thenCompose(submission -> submission);
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
