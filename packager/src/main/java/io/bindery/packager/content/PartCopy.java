package io.bindery.packager.content;

import io.bindery.packager.content.ObjectCopier.Copy;
import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.failure.Causes;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ChunkPlan;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.s3.S3Uri;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * The copying of one large object, in the parts of its {@link ChunkPlan}: so S3 keeps just the
 * checksum of the copy that a manifest needs. It is completed only if the parts are what they must
 * be; else, or if one fails, nothing shows.
 */
final class PartCopy {
  private static final Logger log = LoggerFactory.getLogger(PartCopy.class);
  private static final byte[] NO_DIGEST = {};

  /** The server computes no checksums of parts that it copies, though it was asked to. */
  static final class NoChecksumException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoChecksumException() {
      super("S3 gave no checksum of a part that it copied", null, false, false);
    }
  }

  private final S3AsyncClient s3;
  private final Budget requests;
  private final int partsAtOnce;
  private final ObjectVersion source;
  private final ObjectHash expected;
  private final boolean withChecksums;
  private final S3Uri target;
  private final HashingJob job;
  private final ChunkPlan plan;
  private final CopyPartResult[] results;
  private final Queue<CompletableFuture<?>> calls = new ConcurrentLinkedQueue<>();

  /**
   * A copying that is about to begin.
   *
   * @param withChecksums whether S3 shall compute them on the way
   */
  PartCopy(
      S3AsyncClient s3,
      Budget requests,
      int partsAtOnce,
      ObjectVersion source,
      ObjectHash expected,
      boolean withChecksums,
      S3Uri target,
      HashingJob job) {
    this.s3 = s3;
    this.requests = requests;
    this.partsAtOnce = partsAtOnce;
    this.source = source;
    this.expected = expected;
    this.withChecksums = withChecksums;
    this.target = target;
    this.job = job;
    this.plan = ChunkPlan.of(source.size());
    this.results = new CopyPartResult[plan.parts()];
  }

  CompletionStage<Copy> run() {
    return s3.createMultipartUpload(
            request ->
                request
                    .bucket(target.bucket())
                    .key(target.key())
                    .checksumAlgorithm(
                        withChecksums ? ObjectCopier.algorithm(expected.type()) : null))
        .thenCompose(created -> copied(created.uploadId()));
  }

  private CompletionStage<Copy> copied(String uploadId) {
    return Lanes.run(plan.parts(), partsAtOnce, part -> part(uploadId, part))
        .thenCompose(digests -> completed(uploadId, hash(digests)))
        .handle(
            (copy, failure) ->
                failure == null
                    ? CompletableFuture.completedStage(copy)
                    : aborted(uploadId).<Copy>handle((done, left) -> failed(failure)))
        .thenCompose(outcome -> outcome);
  }

  private static Copy failed(Throwable failure) {
    throw ObjectFailures.rethrown(failure);
  }

  private CompletionStage<byte[]> part(String uploadId, int part) {
    if (job.isCancelled()) {
      return CompletableFuture.failedFuture(PackagingException.passing("It was cancelled."));
    }
    var request =
        UploadPartCopyRequest.builder()
            .destinationBucket(target.bucket())
            .destinationKey(target.key())
            .uploadId(uploadId)
            .partNumber(part + 1)
            .sourceBucket(source.location().bucket())
            .sourceKey(source.location().key())
            .copySourceRange(
                "bytes=%d-%d"
                    .formatted(plan.offset(part), plan.offset(part) + plan.length(part) - 1));
    source.location().versionId().ifPresent(request::sourceVersionId);
    var call =
        requests.spend(job, 1, () -> s3.uploadPartCopy(request.build())).toCompletableFuture();
    calls.add(call);
    return call.thenApply(
        answer -> {
          job.hashed(plan.length(part));
          results[part] = answer.copyPartResult();
          var value = digest(answer.copyPartResult());
          if (withChecksums && value.isEmpty()) {
            throw new NoChecksumException();
          }
          return value.map(Base64.getDecoder()::decode).orElse(NO_DIGEST);
        });
  }

  private Optional<String> digest(CopyPartResult result) {
    return Optional.ofNullable(
        expected.type() == ChecksumType.CRC64NVME
            ? result.checksumCRC64NVME()
            : result.checksumSHA256());
  }

  /** Nothing if S3 does not say, or the hash is not one that is made of parts. */
  private Optional<ObjectHash> hash(List<byte[]> digests) {
    return expected.type() == ChecksumType.SHA256 || digests.stream().anyMatch(it -> it.length == 0)
        ? Optional.empty()
        : Optional.of(PartDigests.combine(expected.type(), plan, digests));
  }

  private CompletionStage<Copy> completed(String uploadId, Optional<ObjectHash> hash) {
    var copy = new ObjectVersion(target, Optional.empty(), source.size());
    if (hash.isPresent() && !hash.get().equals(expected)) {
      throw ObjectCopier.wrong(copy, expected);
    }
    var parts =
        IntStream.range(0, results.length)
            .mapToObj(
                part ->
                    CompletedPart.builder()
                        .partNumber(part + 1)
                        .eTag(results[part].eTag())
                        .checksumSHA256(results[part].checksumSHA256())
                        .checksumCRC64NVME(results[part].checksumCRC64NVME())
                        .build())
            .toList();
    return s3.completeMultipartUpload(
            request ->
                request
                    .bucket(target.bucket())
                    .key(target.key())
                    .uploadId(uploadId)
                    .multipartUpload(all -> all.parts(parts)))
        .thenApply(
            answer ->
                new Copy(
                    new ObjectVersion(
                        new S3Uri(
                            target.bucket(), target.key(), Optional.ofNullable(answer.versionId())),
                        Optional.ofNullable(answer.eTag()),
                        source.size()),
                    hash));
  }

  /** Waits for the calls first: a part that arrives after the abort would stay. */
  private CompletionStage<?> aborted(String uploadId) {
    return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
        .handle((done, failure) -> null)
        .thenCompose(
            ended ->
                s3.abortMultipartUpload(
                    request ->
                        request.bucket(target.bucket()).key(target.key()).uploadId(uploadId)))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                log.warn(
                    "parts of {} stay behind; a lifecycle rule of the bucket can remove incomplete"
                        + " uploads: {}",
                    target,
                    Causes.text(failure));
              }
            });
  }
}
