package io.bindery.exchange.intake;

import io.bindery.exchange.intake.Submission.Accepted;
import io.bindery.exchange.intake.Submission.Later;
import io.bindery.exchange.intake.Submission.Refused;
import io.bindery.exchange.prepare.KeptManifests;
import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.aws.Trouble;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.field.FieldException;
import io.bindery.quilt.s3.S3Uri;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Takes requests to publish that come by the API; accepted is journaled. */
public final class PublicationRequests {
  private static final String OTHER =
      "the id of this request was used for another manifest: send it with an id of its own.";

  private static final String FIELD = "manifest";
  private static final String NO_VERSION = "null";

  private final S3AsyncClient s3;
  private final KeptManifests kept;
  private final Set<String> buckets;
  private final long inlineBytes;
  private final Submitting submitting;

  /**
   * @param buckets that manifests may be read from
   */
  public PublicationRequests(
      S3AsyncClient s3,
      KeptManifests kept,
      Set<String> buckets,
      IntakeSettings settings,
      Submitting submitting) {
    this.s3 = s3;
    this.kept = kept;
    this.buckets = Set.copyOf(buckets);
    this.inlineBytes = settings.inlineBytes();
    this.submitting = submitting;
  }

  /**
   * Takes a manifest that came with the request.
   *
   * @param requestId the same whenever the same request comes again
   * @param again whether it is published although the same content is published already
   * @param by who asks
   * @param trace where it belongs in a trace
   */
  public CompletionStage<Submission> inline(
      String requestId,
      byte[] manifest,
      boolean again,
      Optional<String> by,
      Optional<TraceContext> trace) {
    if (manifest.length > inlineBytes) {
      return refused(
          "it has %,d bytes, and with a request come at most %,d (bindery.exchange.inline-manifest-bytes): write it to S3, and name it as s3://BUCKET/KEY."
              .formatted(manifest.length, inlineBytes));
    }
    var id = PublicationIds.ofRequest(requestId);
    return kept.save(id, manifest)
        .thenCompose(
            same -> same ? submit(id, new ManifestRef.Kept(id), again, by, trace) : refused(OTHER))
        .exceptionally(failure -> later("the manifest cannot be kept", failure));
  }

  /**
   * Takes a manifest that is in S3, as it is there now.
   *
   * @param requestId the same whenever the same request comes again
   * @param object with a version if not the newest one is meant
   * @param again whether it is published although the same content is published already
   * @param by who asks
   * @param trace where it belongs in a trace
   */
  public CompletionStage<Submission> object(
      String requestId,
      S3Uri object,
      boolean again,
      Optional<String> by,
      Optional<TraceContext> trace) {
    if (object.key().isEmpty() || object.key().endsWith("/")) {
      return refused("%s is no object: name it as s3://BUCKET/KEY.".formatted(object));
    }
    if (!buckets.contains(object.bucket())) {
      return refused(
          "bucket '%s' may not be read from: it is neither in bindery.exchange.sources nor in bindery.exchange.manifest-buckets."
              .formatted(FieldException.shown(object.bucket())));
    }
    return s3.headObject(
            request ->
                request
                    .bucket(object.bucket())
                    .key(object.key())
                    .versionId(object.versionId().orElse(null)))
        .handle(
            (head, failure) ->
                failure == null
                    ? submit(
                        PublicationIds.ofRequest(requestId),
                        manifest(object, head),
                        again,
                        by,
                        trace)
                    : CompletableFuture.completedFuture(notFound(object, failure)))
        .thenCompose(Function.identity());
  }

  private static ManifestRef manifest(S3Uri object, HeadObjectResponse head) {
    return new ManifestRef.InBucket(
        object.bucket(),
        object.key(),
        object
            .versionId()
            .or(() -> Optional.ofNullable(head.versionId()))
            .filter(version -> !version.equals(NO_VERSION)),
        Optional.ofNullable(head.eTag()).map(etag -> etag.replace("\"", "")));
  }

  private static Submission notFound(S3Uri object, Throwable failure) {
    var trouble = Trouble.of(failure).orElse(Trouble.PASSING);
    return switch (trouble) {
      case MISSING -> new Refused(FIELD, "%s does not exist.".formatted(object));
      case NO_RIGHT, LASTING ->
          new Refused(
              FIELD,
              "%s cannot be read: %s. It is not there, or s3:GetObject is missing."
                  .formatted(
                      object,
                      AwsErrors.answered(failure)
                          .map(AwsErrors::sentence)
                          .orElseGet(() -> Causes.text(failure))));
      default -> later("%s cannot be looked at".formatted(object), failure);
    };
  }

  private CompletionStage<Submission> submit(
      String id,
      ManifestRef manifest,
      boolean again,
      Optional<String> by,
      Optional<TraceContext> trace) {
    return submitting
        .submit(id, manifest, again, by, trace)
        .handle(
            (taken, failure) -> {
              if (failure != null) {
                return later("the publication does not answer", failure);
              }
              return taken.other() ? new Refused(FIELD, OTHER) : new Accepted(id, taken.known());
            });
  }

  private static Submission later(String what, Throwable failure) {
    return new Later("%s: %s".formatted(what, Causes.words(failure)));
  }

  private static CompletionStage<Submission> refused(String reason) {
    return CompletableFuture.completedFuture(new Refused(FIELD, reason));
  }
}
