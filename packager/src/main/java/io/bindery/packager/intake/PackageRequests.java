package io.bindery.packager.intake;

import io.bindery.packager.construct.ConstructRequest;
import io.bindery.packager.construct.EntryTable;
import io.bindery.packager.construct.RequestedEntry;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.intake.Submission.Accepted;
import io.bindery.packager.intake.Submission.Later;
import io.bindery.packager.intake.Submission.Refused;
import io.bindery.packager.job.Intent;
import io.bindery.packager.job.PackageCommand;
import io.bindery.packager.job.Packages;
import io.bindery.packager.policy.Making;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.failure.RefusedException;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.description.DescriptionException;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.EntryList;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Takes requests to make packages, by whatever way they come; accepted is journaled. */
public final class PackageRequests {
  private final AllowedBuckets allowed;
  private final DescriptionMode mode;
  private final PackagePolicies policies;
  private final BiFunction<S3Uri, PackageName, CompletionStage<PackageName>> names;
  private final Function<Collection<RequestedEntry>, CompletionStage<EntryList>> keep;
  private final Accepting accept;

  /** Hands a description to its package. */
  @FunctionalInterface
  interface Accepting {
    CompletionStage<PackageCommand.Answer> accept(
        String id, PackageDescription description, Intent intent, Optional<TraceContext> trace);
  }

  public PackageRequests(
      AllowedBuckets allowed,
      DescriptionMode mode,
      PackagePolicies policies,
      CrateNames names,
      EntryTable entries,
      Packages packages) {
    this(allowed, mode, policies, names::find, entries::save, packages::accept);
  }

  PackageRequests(
      AllowedBuckets allowed,
      DescriptionMode mode,
      PackagePolicies policies,
      BiFunction<S3Uri, PackageName, CompletionStage<PackageName>> names,
      Function<Collection<RequestedEntry>, CompletionStage<EntryList>> keep,
      Accepting accept) {
    this.allowed = allowed;
    this.mode = mode;
    this.policies = policies;
    this.names = names;
    this.keep = keep;
    this.accept = accept;
  }

  /**
   * Takes somebody's order to package a folder.
   *
   * @param id the same whenever the same request comes again
   * @param trace where it belongs in a trace
   */
  public CompletionStage<Submission> describe(
      String id, String json, Optional<TraceContext> trace) {
    return describe(new Message(id, json, Instant.now(), trace), true);
  }

  /** Takes a description of a folder that came by a queue. */
  CompletionStage<Submission> describe(Message message) {
    return describe(message, false);
  }

  /**
   * A description.
   *
   * @param id the same whenever the same request comes again
   * @param sentAt likewise; dates in templates are of this time
   * @param trace where it belongs in a trace
   */
  record Message(String id, String json, Instant sentAt, Optional<TraceContext> trace) {}

  private CompletionStage<Submission> describe(Message message, boolean ordered) {
    var json = message.json();
    var sentAt = message.sentAt();
    var naming = new Naming(policies.defaults(sentAt), Optional.empty());
    final PackageDescription description;
    try {
      description = PackageDescription.parse(json, mode, naming);
    } catch (DescriptionException e) {
      return refused(e.field(), e.getMessage());
    }
    var refusal = allowed.refusal(description).or(() -> Lengths.refusal(description));
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(refusal.get());
    }
    var making = policies.consent(description.folder()).making();
    if (!ordered && making == Making.OFF) {
      return CompletableFuture.completedFuture(new Submission.Unwanted(description));
    }
    var intent =
        ordered ? Intent.ORDER : making == Making.AUTO ? Intent.AUTOMATIC : Intent.SUGGESTION;
    if (!naming.isLeftOut() || description.metadataUri().isEmpty()) {
      return accepted(message.id(), description, intent, message.trace());
    }
    return names
        .apply(description.metadataUri().get(), description.name())
        .handle(
            (name, failure) ->
                failure == null
                    ? named(
                        message,
                        description,
                        new Naming(policies.defaults(sentAt), Optional.of(name)),
                        intent)
                    : CompletableFuture.<Submission>completedFuture(
                        new Later(Failures.root(failure).getMessage())))
        .thenCompose(submission -> submission);
  }

  /** What a description leaves open may depend on the name, such as the message. */
  private CompletionStage<Submission> named(
      Message message, PackageDescription description, Naming naming, Intent intent) {
    try {
      return accepted(
          message.id(),
          naming.name(description.folder()).equals(description.name())
              ? description
              : PackageDescription.parse(message.json(), mode, naming),
          intent,
          message.trace());
    } catch (DescriptionException e) {
      return refused(e.field(), e.getMessage());
    }
  }

  /**
   * Takes a request with named entries, see {@link ConstructRequest}.
   *
   * @param id the same whenever the same request comes again
   * @param trace where it belongs in a trace
   */
  public CompletionStage<Submission> construct(
      String id, String lines, Optional<TraceContext> trace) {
    ConstructRequest request;
    try {
      request = ConstructRequest.parse(lines);
    } catch (RefusedException e) {
      return refused(e.field(), e.getMessage());
    }
    var refusal = allowed.refusal(request);
    return refusal.isPresent()
        ? CompletableFuture.completedFuture(refusal.get())
        : keep.apply(request.entries().values())
            .thenCompose(list -> accepted(id, request.description(list), trace));
  }

  /**
   * Takes somebody's order that was checked already.
   *
   * @param id the same whenever the same request comes again
   * @param trace where it belongs in a trace
   */
  public CompletionStage<Submission> accepted(
      String id, PackageDescription description, Optional<TraceContext> trace) {
    return accepted(id, description, Intent.ORDER, trace);
  }

  private CompletionStage<Submission> accepted(
      String id, PackageDescription description, Intent intent, Optional<TraceContext> trace) {
    var tooLong = Lengths.refusal(description);
    if (tooLong.isPresent()) {
      return CompletableFuture.completedFuture(tooLong.get());
    }
    return accept
        .accept(id, description, intent, trace)
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                return new Later("its package does not answer: " + Causes.words(failure));
              }
              return answer instanceof PackageCommand.Busy busy
                  ? new Later(busy.reason())
                  : new Accepted(((PackageCommand.Accepted) answer).jobId());
            });
  }

  private static CompletionStage<Submission> refused(String field, String reason) {
    return CompletableFuture.completedFuture(new Refused(field, reason));
  }
}
