package io.bindery.packager.registry;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.s3.Listings;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads what a registry holds. */
public final class RegistryReader {
  private static final int FULL_HASH = 64;

  /** A pointer has 64 bytes; a little more is read so that a wrong one shows. */
  private static final int POINTER_BYTES = 80;

  private final S3AsyncClient s3;
  private final Listings listings;

  public RegistryReader(S3AsyncClient s3) {
    this.s3 = s3;
    this.listings = new Listings(s3);
  }

  /**
   * What {@code latest} says.
   *
   * @return nothing if the registry has no such package; fails with a {@link PackagingException}
   */
  public CompletionStage<Optional<TopHash>> latest(String bucket, PackageName name) {
    return latestPointer(bucket, name).thenApply(found -> found.map(Pointer::topHash));
  }

  /**
   * The revision that a name stands for.
   *
   * @return its top hash; fails with a {@link PackagingException} if there is none, or more than
   *     one
   */
  public CompletionStage<TopHash> resolve(String bucket, RevisionName revision) {
    if (revision.tag().isPresent()) {
      return pointer(bucket, RegistryLayout.tag(revision.name(), revision.tag().get()))
          .thenApply(
              found ->
                  found
                      .map(Pointer::topHash)
                      .orElseThrow(
                          () ->
                              PackagingException.notFound(
                                  "Registry s3://%s has no '%s': bindery log shows the revisions."
                                      .formatted(bucket, revision))));
    }
    if (revision.hash().isEmpty()) {
      return latest(bucket, revision.name())
          .thenApply(
              found ->
                  found.orElseThrow(
                      () ->
                          PackagingException.notFound(
                              "Registry s3://%s has no package '%s'."
                                  .formatted(bucket, revision.name()))));
    }
    var hash = revision.hash().get();
    return hash.length() == FULL_HASH
        ? CompletableFuture.completedFuture(new TopHash(hash))
        : byFirstDigits(bucket, hash);
  }

  /**
   * Opens a manifest, to be read by a thread that may block.
   *
   * @return its bytes, to be closed; fails with a {@link PackagingException} if there is none
   */
  public CompletionStage<InputStream> open(String bucket, TopHash topHash) {
    return manifest(bucket, topHash).thenApply(manifest -> manifest);
  }

  /** The same with what S3 says of the object. */
  public CompletionStage<ResponseInputStream<GetObjectResponse>> manifest(
      String bucket, TopHash topHash) {
    var uri = S3Uri.of(bucket, RegistryLayout.manifest(topHash));
    return s3.getObject(
            request -> request.bucket(uri.bucket()).key(uri.key()),
            AsyncResponseTransformer.<GetObjectResponse>toBlockingInputStream())
        // Where the answer came, nobody may wait for the bytes of the answer.
        .handleAsync(
            (body, failure) -> {
              if (failure == null) {
                return body;
              }
              throw unread(bucket, topHash, failure);
            });
  }

  /**
   * What tells the content of a manifest from another one that is written in its place.
   *
   * @return its ETag; fails with a {@link PackagingException} if there is no such manifest
   */
  public CompletionStage<String> manifestEtag(String bucket, TopHash topHash) {
    return s3.headObject(request -> request.bucket(bucket).key(RegistryLayout.manifest(topHash)))
        .handle(
            (head, failure) -> {
              if (failure == null) {
                return String.valueOf(head.eTag());
              }
              throw unread(bucket, topHash, failure);
            });
  }

  private static PackagingException unread(String bucket, TopHash topHash, Throwable failure) {
    return Failures.isMissing(failure)
        ? PackagingException.lasting(
            "Registry s3://%s has no manifest %s.".formatted(bucket, topHash), failure)
        : Failures.of(
            "Reading manifest " + S3Uri.of(bucket, RegistryLayout.manifest(topHash)), failure);
  }

  /** What {@code latest} is; nothing if the registry has no such package. */
  public CompletionStage<Optional<Pointer>> latestPointer(String bucket, PackageName name) {
    return pointer(bucket, RegistryLayout.latest(name));
  }

  /** What a pointer says; nothing if there is no such pointer. */
  CompletionStage<Optional<Pointer>> pointer(String bucket, String key) {
    var uri = S3Uri.of(bucket, key);
    return s3.getObject(
            request -> request.bucket(bucket).key(key).range("bytes=0-" + (POINTER_BYTES - 1)),
            AsyncResponseTransformer.toBytes())
        .handle(
            (body, failure) -> {
              if (failure == null) {
                var topHash = topHash(uri, body.asString(StandardCharsets.ISO_8859_1));
                return Optional.of(
                    new Pointer(
                        topHash,
                        body.response().eTag(),
                        topHash.value().equals(body.response().metadata().get(Pointers.MARK)),
                        Optional.ofNullable(body.response().lastModified())));
              }
              if (Failures.isMissing(failure)) {
                return Optional.empty();
              }
              if (AwsErrors.isRangeEmpty(failure)) {
                // Of an empty object no byte can be asked for.
                return Optional.of(new Pointer(topHash(uri, ""), "", false, Optional.empty()));
              }
              throw Failures.of("Reading pointer " + uri, failure);
            });
  }

  private static TopHash topHash(S3Uri pointer, String content) {
    try {
      return new TopHash(content.strip());
    } catch (IllegalArgumentException e) {
      throw PackagingException.lasting(
          "Pointer %s does not hold a top hash: write the revision's 64 hex digits into it."
              .formatted(pointer),
          e);
    }
  }

  private CompletionStage<TopHash> byFirstDigits(String bucket, String digits) {
    var where = "Looking for revision %s in s3://%s".formatted(digits, bucket);
    return listings
        .objects(
            request -> request.bucket(bucket).prefix(RegistryLayout.MANIFESTS + digits).maxKeys(2))
        .handle(
            (page, failure) -> {
              if (failure != null) {
                throw Failures.of(where, failure);
              }
              if (page.objects().size() != 1) {
                throw PackagingException.notFound(
                    page.objects().isEmpty()
                        ? "Registry s3://%s has no revision that begins with %s."
                            .formatted(bucket, digits)
                        : "Registry s3://%s has several revisions that begin with %s: give more digits."
                            .formatted(bucket, digits));
              }
              return new TopHash(
                  page.objects().get(0).key().substring(RegistryLayout.MANIFESTS.length()));
            });
  }
}
