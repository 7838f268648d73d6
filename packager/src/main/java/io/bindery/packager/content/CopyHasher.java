package io.bindery.packager.content;

import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.failure.Causes;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ChunkPlan;
import io.bindery.quilt.checksum.ObjectHash;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * Has S3 hash objects: each part of the {@link ChunkPlan} is copied into an upload in a scratch
 * bucket, S3 answers with the part's checksum, and the upload is never completed. No byte comes
 * here and none stays there.
 */
final class CopyHasher implements ObjectHasher {
  private static final Logger log = LoggerFactory.getLogger(CopyHasher.class);

  /** Where Quilt's own uploads of this kind are, so that one lifecycle rule serves both. */
  private static final String PREFIX = "user-requests/checksum-upload-tmp/";

  private final S3AsyncClient s3;
  private final String scratchBucket;
  private final Budget requests;
  private final int partsAtOnce;

  /**
   * @param partsAtOnce how many parts of one object are copied side by side, at least 1
   */
  CopyHasher(S3AsyncClient s3, String scratchBucket, Budget requests, int partsAtOnce) {
    this.s3 = s3;
    this.scratchBucket = scratchBucket;
    this.requests = requests;
    this.partsAtOnce = partsAtOnce;
  }

  @Override
  public CompletionStage<ObjectHash> hash(ObjectVersion object, ChecksumType type, HashingJob job) {
    // The first digits differ from copy to copy: S3 spreads its load by them.
    var key =
        PREFIX + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()) + "/object";
    return s3.createMultipartUpload(
            request -> request.bucket(scratchBucket).key(key).checksumAlgorithm(algorithm(type)))
        .thenCompose(created -> new Copying(object, type, key, created.uploadId(), job).hash())
        .handle(ObjectFailures.naming(object));
  }

  private static ChecksumAlgorithm algorithm(ChecksumType type) {
    return type == ChecksumType.CRC64NVME ? ChecksumAlgorithm.CRC64_NVME : ChecksumAlgorithm.SHA256;
  }

  /** The copying of one object. */
  private final class Copying {
    private final ObjectVersion object;
    private final ChecksumType type;
    private final ChunkPlan plan;
    private final String key;
    private final String uploadId;
    private final HashingJob job;
    private final Queue<CompletableFuture<?>> calls = new ConcurrentLinkedQueue<>();

    Copying(ObjectVersion object, ChecksumType type, String key, String uploadId, HashingJob job) {
      this.object = object;
      this.type = type;
      this.plan = ChunkPlan.of(object.size());
      this.key = key;
      this.uploadId = uploadId;
      this.job = job;
    }

    CompletionStage<ObjectHash> hash() {
      var hash = new CompletableFuture<ObjectHash>();
      var unused =
          Lanes.run(plan.parts(), partsAtOnce, this::part)
              .thenApply(digests -> PartDigests.combine(type, plan, digests))
              .whenComplete(
                  (result, failure) ->
                      abort()
                          .whenComplete(
                              (done, left) -> {
                                if (failure == null) {
                                  hash.complete(result);
                                } else {
                                  hash.completeExceptionally(failure);
                                }
                              }));
      return hash;
    }

    private CompletionStage<byte[]> part(int part) {
      if (job.isCancelled()) {
        return CompletableFuture.failedFuture(PackagingException.passing("Hashing was cancelled."));
      }
      var call =
          requests.spend(job, 1, () -> s3.uploadPartCopy(request(part))).toCompletableFuture();
      calls.add(call);
      return call.thenApply(
          copied -> {
            var digest = digest(copied);
            job.hashed(plan.length(part));
            return digest;
          });
    }

    private UploadPartCopyRequest request(int part) {
      var request =
          UploadPartCopyRequest.builder()
              .destinationBucket(scratchBucket)
              .destinationKey(key)
              .uploadId(uploadId)
              .partNumber(part + 1)
              .sourceBucket(object.location().bucket())
              .sourceKey(object.location().key());
      object.location().versionId().ifPresent(request::sourceVersionId);
      object.etag().ifPresent(request::copySourceIfMatch);
      // Of a small object no range can be copied.
      if (plan.isMultipart()) {
        request.copySourceRange(
            "bytes=%d-%d".formatted(plan.offset(part), plan.offset(part) + plan.length(part) - 1));
      }
      return request.build();
    }

    private byte[] digest(UploadPartCopyResponse copied) {
      CopyPartResult result = copied.copyPartResult();
      String value =
          result == null
              ? null
              : type == ChecksumType.CRC64NVME
                  ? result.checksumCRC64NVME()
                  : result.checksumSHA256();
      if (value == null) {
        throw PackagingException.lasting(
            "S3 gave no %s of a part of %s that it copied: set bindery.packager.hashing = stream."
                .formatted(algorithm(type), object.location()));
      }
      return Base64.getDecoder().decode(value);
    }

    /** Waits for the calls first: a part that arrives after the abort would stay. */
    private CompletionStage<?> abort() {
      return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
          .handle((done, failure) -> null)
          .thenCompose(
              ended ->
                  s3.abortMultipartUpload(
                      request -> request.bucket(scratchBucket).key(key).uploadId(uploadId)))
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  log.warn(
                      "copied parts stay in s3://{}/{}, give the bucket a lifecycle rule that"
                          + " removes incomplete uploads: {}",
                      scratchBucket,
                      key,
                      Causes.text(failure));
                }
              });
    }
  }
}
