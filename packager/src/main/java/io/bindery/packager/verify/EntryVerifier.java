package io.bindery.packager.verify;

import io.bindery.packager.content.ContentReader;
import io.bindery.packager.content.HashingJob;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.verify.Verification.Problem;
import io.bindery.packager.verify.Verification.Problem.Kind;
import io.bindery.quilt.manifest.ManifestEntry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Reads one object again and compares it with its entry. */
final class EntryVerifier {
  private final S3AsyncClient s3;
  private final ContentReader content;

  EntryVerifier(S3AsyncClient s3, ContentReader content) {
    this.s3 = s3;
    this.content = content;
  }

  /** What is wrong with the entry's object; never fails. */
  CompletionStage<Optional<Problem>> verify(ManifestEntry entry) {
    var uri = entry.physicalKey();
    var request = HeadObjectRequest.builder().bucket(uri.bucket()).key(uri.key());
    uri.versionId().ifPresent(request::versionId);
    return s3.headObject(request.build())
        .thenCompose(head -> compare(entry, head))
        .exceptionally(failure -> Optional.of(unreadable(entry, failure)));
  }

  private CompletionStage<Optional<Problem>> compare(ManifestEntry entry, HeadObjectResponse head) {
    if (head.contentLength() != entry.size()) {
      return CompletableFuture.completedFuture(
          Optional.of(
              problem(
                  Kind.SIZE,
                  entry,
                  "%s has %d bytes, not the %d of the manifest."
                      .formatted(entry.physicalKey(), head.contentLength(), entry.size()))));
    }
    // What is read must be what was just looked at, also where objects have no versions.
    var object =
        new ObjectVersion(entry.physicalKey(), Optional.ofNullable(head.eTag()), entry.size());
    return content
        .hash(object, entry.hash().type(), HashingJob.silent())
        .thenApply(
            hash ->
                hash.equals(entry.hash())
                    ? Optional.empty()
                    : Optional.of(
                        problem(
                            Kind.HASH,
                            entry,
                            "%s has the %s %s, not the %s of the manifest."
                                .formatted(
                                    entry.physicalKey(),
                                    hash.type().wireName(),
                                    hash.value(),
                                    entry.hash().value()))));
  }

  private static Problem unreadable(ManifestEntry entry, Throwable failure) {
    return Failures.isMissing(failure)
        ? problem(Kind.MISSING, entry, entry.physicalKey() + " is not there.")
        : problem(
            Kind.UNREADABLE,
            entry,
            Failures.of("Reading " + entry.physicalKey(), failure).getMessage());
  }

  private static Problem problem(Kind kind, ManifestEntry entry, String text) {
    return new Problem(kind, entry.key().value(), text);
  }
}
