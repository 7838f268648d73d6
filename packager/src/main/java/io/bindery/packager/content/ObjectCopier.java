package io.bindery.packager.content;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ChunkPlan;
import io.bindery.quilt.checksum.ChunkedSha256;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.s3.S3Uri;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;

/**
 * Has S3 copy objects to another place, and holds each copy against the hash that it must have. S3
 * computes the checksum while it copies; only where it does not, the copy is read. A copy that is
 * already there is not made again.
 */
public final class ObjectCopier {
  /** Larger objects can only be copied part by part. */
  private static final long MAX_WHOLE = 5L << 30;

  private final S3AsyncClient s3;
  private final Budget requests;
  private final int partsAtOnce;
  private final ContentReader reader;
  private final StoredChecksumReader stored;
  private volatile boolean givesChecksums = true;

  /**
   * A copier.
   *
   * @param limits shared by all that this node copies
   * @param partsAtOnce how many parts of one object are copied side by side
   */
  public ObjectCopier(S3AsyncClient s3, SharedLimits limits, int partsAtOnce) {
    this.s3 = s3;
    this.requests = limits.requests();
    this.partsAtOnce = partsAtOnce;
    this.reader = new ContentReader(s3, limits, partsAtOnce);
    this.stored = new StoredChecksumReader(s3);
  }

  /**
   * The object at a place, if it has just this content.
   *
   * @param known tells the hash of an object that was hashed before
   * @return nothing if there is none, or another; fails with a {@link PackagingException} if there
   *     is another that has no versions, since a copy would destroy it
   */
  public CompletionStage<Optional<ObjectVersion>> find(
      S3Uri target, long size, ObjectHash expected, Known known, HashingJob job) {
    return requests
        .spend(job, 1, () -> s3.headObject(head -> head.bucket(target.bucket()).key(target.key())))
        .handle(
            (head, failure) -> {
              if (failure == null) {
                return Optional.of(
                    new ObjectVersion(
                        new S3Uri(
                            target.bucket(), target.key(), Optional.ofNullable(head.versionId())),
                        Optional.ofNullable(head.eTag()),
                        head.contentLength()));
              }
              if (Failures.isMissing(failure)) {
                return Optional.<ObjectVersion>empty();
              }
              throw Failures.of("Looking for " + target, failure);
            })
        .thenCompose(
            there ->
                there.isEmpty()
                    ? CompletableFuture.completedFuture(there)
                    : same(there.get(), size, expected, known, job)
                        .thenApply(same -> kept(there.get(), same)));
  }

  /** What is remembered of an object's hash. */
  public interface Known {
    CompletionStage<Optional<ObjectHash>> hash(ObjectVersion object, ChecksumType type);
  }

  private static Optional<ObjectVersion> kept(ObjectVersion there, boolean same) {
    if (same) {
      return Optional.of(there);
    }
    if (HashFinder.isVersion(there)) {
      return Optional.empty();
    }
    throw PackagingException.lasting(
        ("%s is there with other content, and its bucket keeps no versions: a copy would destroy"
                + " what earlier revisions need. Switch versions on, or give another dest_prefix.")
            .formatted(there.location()));
  }

  private CompletionStage<Boolean> same(
      ObjectVersion there, long size, ObjectHash expected, Known known, HashingJob job) {
    if (there.size() != size) {
      return CompletableFuture.completedFuture(false);
    }
    if (size == 0) {
      return CompletableFuture.completedFuture(true);
    }
    var type = expected.type();
    return known
        .hash(there, type)
        .thenCompose(
            hash ->
                hash.isPresent()
                    ? CompletableFuture.completedStage(hash)
                    : requests.spend(
                        job, 1, () -> stored.find(there, List.of(type), List.of(type))))
        .thenCompose(
            hash ->
                hash.isPresent() || isRatherCopied(there)
                    ? CompletableFuture.completedStage(hash)
                    : reader.hash(there, type, job).thenApply(Optional::of))
        .thenApply(hash -> hash.filter(expected::equals).isPresent());
  }

  /**
   * Whether an object of unknown content is copied over rather than read. To read a small one costs
   * no more than to copy it; of one without versions the content must be known.
   */
  private static boolean isRatherCopied(ObjectVersion there) {
    return HashFinder.isVersion(there) && ChunkPlan.of(there.size()).isMultipart();
  }

  /**
   * Copies an object.
   *
   * @param source whose content has the hash
   * @return the copy; fails with a {@link PackagingException} if it is not what it must be
   */
  public CompletionStage<ObjectVersion> copy(
      ObjectVersion source, ObjectHash expected, S3Uri target, HashingJob job) {
    var plan = ChunkPlan.of(source.size());
    boolean whole =
        !plan.isMultipart()
            || (expected.type() == ChecksumType.SHA256 && source.size() <= MAX_WHOLE);
    var copied =
        whole
            ? requests.spend(job, 1, () -> whole(source, expected, target, job))
            : parts(source, expected, target, job);
    return copied
        .thenCompose(copy -> verified(copy, expected, job))
        .handle(
            (copy, failure) -> {
              if (failure == null) {
                return copy;
              }
              throw Failures.isMissing(failure)
                  ? PackagingException.lasting(
                      "Object %s is not there any more.".formatted(source.location()), failure)
                  : Failures.of("Copying %s to %s".formatted(source.location(), target), failure);
            });
  }

  /** What computes no checksums of parts is asked for them once, and its copies are read. */
  private CompletionStage<Copy> parts(
      ObjectVersion source, ObjectHash expected, S3Uri target, HashingJob job) {
    boolean asking = givesChecksums;
    return new PartCopy(s3, requests, partsAtOnce, source, expected, asking, target, job)
        .run()
        .handle(
            (copy, failure) -> {
              if (Failures.root(failure) instanceof PartCopy.NoChecksumException) {
                givesChecksums = false;
                return parts(source, expected, target, job);
              }
              return failure == null
                  ? CompletableFuture.completedStage(copy)
                  : CompletableFuture.<Copy>failedStage(failure);
            })
        .thenCompose(outcome -> outcome);
  }

  /**
   * What was copied.
   *
   * @param hash as S3 computed it on the way, if it did
   */
  record Copy(ObjectVersion object, Optional<ObjectHash> hash) {}

  private CompletionStage<Copy> whole(
      ObjectVersion source, ObjectHash expected, S3Uri target, HashingJob job) {
    if (job.isCancelled()) {
      return CompletableFuture.failedFuture(PackagingException.passing("It was cancelled."));
    }
    var request =
        CopyObjectRequest.builder()
            .destinationBucket(target.bucket())
            .destinationKey(target.key())
            .sourceBucket(source.location().bucket())
            .sourceKey(source.location().key())
            .checksumAlgorithm(algorithm(expected.type()));
    source.location().versionId().ifPresent(request::sourceVersionId);
    return s3.copyObject(request.build())
        .thenApply(
            answer -> {
              job.hashed(source.size());
              return new Copy(
                  new ObjectVersion(
                      new S3Uri(
                          target.bucket(), target.key(), Optional.ofNullable(answer.versionId())),
                      Optional.ofNullable(answer.copyObjectResult().eTag()),
                      source.size()),
                  hash(answer, expected.type(), source.size()));
            });
  }

  static ChecksumAlgorithm algorithm(ChecksumType type) {
    return type == ChecksumType.CRC64NVME ? ChecksumAlgorithm.CRC64_NVME : ChecksumAlgorithm.SHA256;
  }

  private static Optional<ObjectHash> hash(
      CopyObjectResponse answer, ChecksumType type, long size) {
    var result = answer.copyObjectResult();
    var sha256 = Optional.ofNullable(result.checksumSHA256()).filter(it -> !it.contains("-"));
    if (size == 0) {
      // Its checksum tells that the copy is empty as well; without one, a read does.
      var nothing = HexFormat.of().parseHex(ObjectHash.ofNothing(ChecksumType.SHA256).value());
      return sha256
          .filter(it -> Arrays.equals(Base64.getDecoder().decode(it), nothing))
          .map(it -> ObjectHash.ofNothing(type));
    }
    return switch (type) {
      case CRC64NVME ->
          Optional.ofNullable(result.checksumCRC64NVME()).map(value -> new ObjectHash(type, value));
      case SHA256 ->
          sha256.map(
              it -> new ObjectHash(type, HexFormat.of().formatHex(Base64.getDecoder().decode(it))));
      case SHA256_CHUNKED ->
          sha256.map(it -> ChunkedSha256.combine(List.of(Base64.getDecoder().decode(it))));
    };
  }

  private CompletionStage<ObjectVersion> verified(Copy copy, ObjectHash expected, HashingJob job) {
    var hash =
        copy.hash().isPresent()
            ? CompletableFuture.completedStage(copy.hash().get())
            : reader.hash(copy.object(), expected.type(), job);
    return hash.thenCompose(
        found ->
            found.equals(expected)
                ? CompletableFuture.completedStage(copy.object())
                : removed(copy.object())
                    .thenApply(
                        done -> {
                          throw wrong(copy.object(), expected);
                        }));
  }

  static PackagingException wrong(ObjectVersion copy, ObjectHash expected) {
    return PackagingException.lasting(
        ("What was copied to %s has not the %s %s of the manifest: the original was changed or"
                + " damaged. The copy was removed.")
            .formatted(
                copy.location().withoutVersion(), expected.type().wireName(), expected.value()));
  }

  private CompletionStage<?> removed(ObjectVersion copy) {
    var place = copy.location();
    return s3.deleteObject(
        request ->
            request
                .bucket(place.bucket())
                .key(place.key())
                .versionId(place.versionId().orElse(null)));
  }
}
