package io.bindery.packager.content;

import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.aws.NativeCrc64;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ChunkPlan;
import io.bindery.quilt.checksum.Crc64Nvme;
import io.bindery.quilt.checksum.ObjectHash;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.zip.Checksum;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * Reads objects to hash them. Parts of a large object are read side by side, some with each
 * request; all readers share one budget of bytes in flight. The version is pinned, and where the
 * ETag is known it must still be the same, so a hash is never one of mixed content.
 */
public final class ContentReader implements ObjectHasher {
  /**
   * What one request counts in the budget: bodies are hashed as they arrive, so a longer part takes
   * no more memory than this.
   */
  private static final long MAX_SHARE = ChunkPlan.MIN_PART_SIZE;

  /** What even the smallest body costs in buffers. */
  private static final long MIN_SHARE = 64 << 10;

  private final S3AsyncClient s3;
  private final SharedLimits limits;
  private final int partsAtOnce;
  private final Supplier<PartHasher> crc64;

  /**
   * Computes CRC-64/NVME as fast as this machine can.
   *
   * @param partsAtOnce how many parts of one object are read side by side, at least 1
   */
  public ContentReader(S3AsyncClient s3, SharedLimits limits, int partsAtOnce) {
    this(s3, limits, partsAtOnce, NativeCrc64.orElse(Crc64Nvme::new));
  }

  /**
   * @param partsAtOnce how many parts of one object are read side by side, at least 1
   * @param crc64 makes a CRC-64/NVME
   */
  public ContentReader(
      S3AsyncClient s3, SharedLimits limits, int partsAtOnce, Supplier<? extends Checksum> crc64) {
    this.s3 = s3;
    this.limits = limits;
    this.partsAtOnce = partsAtOnce;
    this.crc64 = () -> PartHasher.crc64(crc64.get());
  }

  @Override
  public CompletionStage<ObjectHash> hash(ObjectVersion object, ChecksumType type, HashingJob job) {
    var reading = new Reading(object, job);
    return (object.size() == 0 ? reading.nothing(type) : hash(reading, type))
        .handle(ObjectFailures.naming(object));
  }

  private CompletionStage<ObjectHash> hash(Reading reading, ChecksumType type) {
    return switch (type) {
      case SHA256 ->
          reading
              .whole(PartHasher::sha256)
              .thenApply(digest -> new ObjectHash(type, HexFormat.of().formatHex(digest)));
      case SHA256_CHUNKED -> reading.hash(type, PartHasher::sha256);
      case CRC64NVME -> reading.hash(type, crc64);
    };
  }

  /** The reading of one object. */
  private final class Reading {
    private final ObjectVersion object;
    private final ChunkPlan plan;
    private final HashingJob job;

    Reading(ObjectVersion object, HashingJob job) {
      this.object = object;
      this.plan = ChunkPlan.of(object.size());
      this.job = job;
    }

    /** That there is nothing, only a read tells. */
    CompletionStage<ObjectHash> nothing(ChecksumType type) {
      return get(PartHasher::sha256, request(), Span.NOTHING)
          .thenApply(none -> ObjectHash.ofNothing(type));
    }

    CompletionStage<byte[]> whole(Supplier<PartHasher> hasher) {
      return get(hasher, request(), Span.whole(object.size())).thenApply(digests -> digests.get(0));
    }

    CompletionStage<ObjectHash> hash(ChecksumType type, Supplier<PartHasher> hasher) {
      return parts(hasher).thenApply(digests -> PartDigests.combine(type, plan, digests));
    }

    private CompletionStage<List<byte[]>> parts(Supplier<PartHasher> hasher) {
      if (plan.parts() == 1) {
        return whole(hasher).thenApply(List::of);
      }
      var spans = Span.of(plan, partsAtOnce);
      return Lanes.run(
              spans.size(),
              partsAtOnce,
              at -> get(hasher, request().range(spans.get(at).range()), spans.get(at)))
          .thenApply(digests -> digests.stream().flatMap(List::stream).toList());
    }

    private CompletionStage<List<byte[]>> get(
        Supplier<PartHasher> hasher, GetObjectRequest.Builder request, Span span) {
      long share = Math.max(MIN_SHARE, Math.min(MAX_SHARE, span.length()));
      return limits.read(job, share, () -> send(hasher, request, span));
    }

    private CompletionStage<List<byte[]>> send(
        Supplier<PartHasher> hasher, GetObjectRequest.Builder request, Span span) {
      return job.isCancelled()
          ? CompletableFuture.failedFuture(PackagingException.passing("Reading was cancelled."))
          : s3.getObject(request.build(), new HashingTransformer(hasher, span, object.size(), job));
    }

    private GetObjectRequest.Builder request() {
      var request =
          GetObjectRequest.builder()
              .bucket(object.location().bucket())
              .key(object.location().key());
      object.location().versionId().ifPresent(request::versionId);
      object.etag().ifPresent(request::ifMatch);
      return request;
    }
  }
}
