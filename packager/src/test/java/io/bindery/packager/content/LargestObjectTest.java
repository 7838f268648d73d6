package io.bindery.packager.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ChunkedSha256;
import io.bindery.quilt.checksum.Sha256;
import io.bindery.quilt.s3.S3Uri;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * The largest object that S3 keeps, 5 TiB, is asked for part by part, whole and without overlap.
 */
class LargestObjectTest {
  private static final long SIZE = 5L << 40;

  /** The most that S3 copies in one request. */
  private static final long MAX_COPY = 5L << 30;

  private static final int PARTS_AT_ONCE = 8;
  private static final ObjectVersion OBJECT =
      new ObjectVersion(S3Uri.of("lab", "huge", "v1"), Optional.of("\"e\""), SIZE);

  private final Parts s3 = new Parts();
  private final SharedLimits limits = new SharedLimits(64, 256 << 20);

  /** Knows the digest of each part, and has no content. */
  private static final class Parts implements S3AsyncClient {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    /** The last byte of each part by its first. */
    private final Map<Long, Long> ranges = new ConcurrentSkipListMap<>();

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final AtomicBoolean aborted = new AtomicBoolean();

    static byte[] digest(long from) {
      return Sha256.create().digest(ByteBuffer.allocate(Long.BYTES).putLong(from).array());
    }

    private CompletableFuture<byte[]> part(String range) {
      mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
      var matcher = RANGE.matcher(range);
      assertThat(matcher.matches()).as(range).isTrue();
      long from = Long.parseLong(matcher.group(1));
      assertThat(ranges.put(from, Long.parseLong(matcher.group(2)))).as(range).isNull();
      return CompletableFuture.supplyAsync(
          () -> {
            open.decrementAndGet();
            return digest(from);
          });
    }

    @Override
    @SuppressWarnings("unchecked") // what hashes gives the digests of its parts: here one
    public <T> CompletableFuture<T> getObject(
        GetObjectRequest request, AsyncResponseTransformer<GetObjectResponse, T> transformer) {
      assertThat(request.versionId()).isEqualTo("v1");
      assertThat(request.ifMatch()).isEqualTo("\"e\"");
      return (CompletableFuture<T>) part(request.range()).thenApply(List::of);
    }

    @Override
    public CompletableFuture<CreateMultipartUploadResponse> createMultipartUpload(
        CreateMultipartUploadRequest request) {
      return CompletableFuture.completedFuture(
          CreateMultipartUploadResponse.builder().uploadId("upload").build());
    }

    @Override
    public CompletableFuture<UploadPartCopyResponse> uploadPartCopy(UploadPartCopyRequest request) {
      assertThat(request.copySourceIfMatch()).isEqualTo("\"e\"");
      return part(request.copySourceRange())
          .thenApply(
              digest ->
                  UploadPartCopyResponse.builder()
                      .copyPartResult(
                          it -> it.checksumSHA256(Base64.getEncoder().encodeToString(digest)))
                      .build());
    }

    @Override
    public CompletableFuture<AbortMultipartUploadResponse> abortMultipartUpload(
        AbortMultipartUploadRequest request) {
      aborted.set(true);
      return CompletableFuture.completedFuture(AbortMultipartUploadResponse.builder().build());
    }

    @Override
    public String serviceName() {
      return "s3";
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private void isHashedPartByPart(ObjectHasher hasher) {
    var hash =
        hasher
            .hash(OBJECT, ChecksumType.SHA256_CHUNKED, HashingJob.silent())
            .toCompletableFuture()
            .join();

    long next = 0;
    var digests = new ArrayList<byte[]>();
    for (var range : s3.ranges.entrySet()) {
      assertThat(range.getKey()).isEqualTo(next);
      assertThat(range.getValue() - range.getKey()).isLessThan(MAX_COPY);
      digests.add(Parts.digest(next));
      next = range.getValue() + 1;
    }
    assertThat(next).isEqualTo(SIZE);
    assertThat(s3.ranges).hasSize(5_120);
    assertThat(hash).isEqualTo(ChunkedSha256.combine(digests));
    assertThat(s3.mostOpen).hasValueLessThanOrEqualTo(PARTS_AT_ONCE);
  }

  @Test
  void itIsReadPartByPart() {
    isHashedPartByPart(new ContentReader(s3, limits, PARTS_AT_ONCE));
  }

  @Test
  void itIsCopiedPartByPartAndTheCopyIsGivenUp() {
    isHashedPartByPart(new CopyHasher(s3, "scratch", limits.requests(), PARTS_AT_ONCE));
    assertThat(s3.aborted).isTrue();
  }
}
