package io.bindery.packager.world;

import io.bindery.packager.checksum.Crc64Nvme;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectPart;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * Objects in memory behind the SDK's interface, where a test must choose version ids and stored
 * checksums, do something between two calls, or end the world at one. Lists pages of two.
 */
public final class MemoryS3 implements S3AsyncClient {
  private static final int PAGE = 2;
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

  /**
   * An object version.
   *
   * @param sha256 as HeadObject says it
   * @param crc64 as HeadObject says it
   * @param parts as GetObjectAttributes says them
   */
  public record Stored(
      String key,
      String version,
      SdkBytes content,
      boolean latest,
      Optional<String> sha256,
      Optional<String> crc64,
      Optional<Parts> parts) {

    public Stored(
        String key, String version, SdkBytes content, boolean latest, Optional<String> sha256) {
      this(key, version, content, latest, sha256, Optional.empty(), Optional.empty());
    }

    String etag() {
      return "\"" + version + "." + content.hashCode() + "\"";
    }

    long size() {
      return content.asByteArrayUnsafe().length;
    }
  }

  /**
   * How an object was uploaded.
   *
   * @param sha256 composed of the parts'
   */
  public record Parts(String sha256, List<Long> sizes) {}

  private final Map<String, List<Stored>> buckets = new TreeMap<>();

  /** Uploads that are neither completed nor aborted: their algorithm. */
  public final Map<String, ChecksumAlgorithm> uploads = new TreeMap<>();

  /** How many bodies were read. */
  public final AtomicInteger reads = new AtomicInteger();

  /** How many parts were copied. */
  public final AtomicInteger copies = new AtomicInteger();

  /** Called before each read of a body and before each copy. */
  public volatile Runnable beforeRead = () -> {};

  /** Called before each write or deletion with its key; may fail it. */
  public volatile java.util.function.Consumer<String> beforeWrite = key -> {};

  /** Called after each write with its key; may fail it, and then the writer does not hear of it. */
  public volatile java.util.function.Consumer<String> afterWrite = key -> {};

  /** When the first byte of an object's body comes, by its key. */
  public volatile Function<String, CompletableFuture<Void>> firstByte =
      key -> CompletableFuture.completedFuture(null);

  /** When each object was written, by its key, as listings say. */
  public volatile Function<String, Instant> modified = key -> Instant.parse("2026-11-20T09:00:00Z");

  /** What becomes of each body. */
  public volatile UnaryOperator<byte[]> body = content -> content;

  public synchronized void put(String bucket, Stored stored) {
    var all = buckets.computeIfAbsent(bucket, name -> new ArrayList<>());
    all.removeIf(it -> it.key().equals(stored.key()) && it.version().equals(stored.version()));
    all.add(stored);
  }

  public void put(String bucket, String key, String version, byte[] content) {
    put(bucket, new Stored(key, version, SdkBytes.fromByteArray(content), true, Optional.empty()));
  }

  public synchronized void remove(String bucket, String key) {
    buckets.getOrDefault(bucket, new ArrayList<>()).removeIf(it -> it.key().equals(key));
  }

  /** The content of an object's newest version. */
  public Optional<byte[]> content(String bucket, String key) {
    return find(bucket, key, null).map(it -> it.content().asByteArray());
  }

  /** All keys, in order. */
  public synchronized List<String> keys(String bucket, String prefix) {
    return buckets.getOrDefault(bucket, List.of()).stream()
        .map(Stored::key)
        .filter(key -> key.startsWith(prefix))
        .sorted()
        .distinct()
        .toList();
  }

  private synchronized Optional<Stored> find(String bucket, String key, String version) {
    return buckets.getOrDefault(bucket, List.of()).stream()
        .filter(it -> it.key().equals(key))
        .filter(it -> version == null ? it.latest() : it.version().equals(version))
        .findFirst();
  }

  @Override
  public synchronized CompletableFuture<ListObjectVersionsResponse> listObjectVersions(
      ListObjectVersionsRequest request) {
    var all =
        buckets.getOrDefault(request.bucket(), List.of()).stream()
            .filter(it -> it.key().startsWith(request.prefix()))
            .sorted(Comparator.comparing(Stored::key).thenComparing(it -> !it.latest()))
            .toList();
    if (request.delimiter() != null) {
      return CompletableFuture.completedFuture(folders(request, all));
    }
    int from = request.keyMarker() == null ? 0 : Integer.parseInt(request.keyMarker());
    int to = Math.min(all.size(), from + PAGE);
    return CompletableFuture.completedFuture(
        ListObjectVersionsResponse.builder()
            .versions(all.subList(from, to).stream().map(this::listed).toList())
            .isTruncated(to < all.size())
            .nextKeyMarker(Integer.toString(to))
            .build());
  }

  private ListObjectVersionsResponse folders(ListObjectVersionsRequest request, List<Stored> all) {
    int length = request.prefix().length();
    var folders = new TreeSet<String>();
    var files = new ArrayList<ObjectVersion>();
    for (var stored : all) {
      int slash = stored.key().indexOf(request.delimiter(), length);
      if (slash < 0) {
        files.add(listed(stored));
      } else {
        folders.add(stored.key().substring(0, slash + 1));
      }
    }
    return ListObjectVersionsResponse.builder()
        .versions(files)
        .commonPrefixes(
            folders.stream().map(it -> CommonPrefix.builder().prefix(it).build()).toList())
        .isTruncated(false)
        .build();
  }

  private static List<ChecksumAlgorithm> algorithms(Stored it) {
    var all = new ArrayList<ChecksumAlgorithm>();
    it.sha256().ifPresent(value -> all.add(ChecksumAlgorithm.SHA256));
    it.crc64().ifPresent(value -> all.add(ChecksumAlgorithm.CRC64_NVME));
    it.parts().ifPresent(value -> all.add(ChecksumAlgorithm.SHA256));
    return all;
  }

  private ObjectVersion listed(Stored it) {
    return ObjectVersion.builder()
        .key(it.key())
        .versionId(it.version())
        .isLatest(it.latest())
        .eTag(it.etag())
        .size(it.size())
        .lastModified(modified.apply(it.key()))
        .checksumAlgorithm(algorithms(it))
        .build();
  }

  @Override
  public synchronized CompletableFuture<ListObjectsV2Response> listObjectsV2(
      ListObjectsV2Request request) {
    var from =
        request.continuationToken() == null
            ? String.valueOf(request.startAfter() == null ? "" : request.startAfter())
            : request.continuationToken();
    var all =
        keys(request.bucket(), request.prefix()).stream()
            .filter(key -> key.compareTo(from) > 0)
            .toList();
    var page = all.subList(0, Math.min(PAGE, all.size()));
    return CompletableFuture.completedFuture(
        ListObjectsV2Response.builder()
            .contents(page.stream().map(key -> S3Object.builder().key(key).build()).toList())
            .isTruncated(page.size() < all.size())
            .nextContinuationToken(page.isEmpty() ? null : page.get(page.size() - 1))
            .build());
  }

  @Override
  public CompletableFuture<HeadObjectResponse> headObject(HeadObjectRequest request) {
    return found(request.bucket(), request.key(), request.versionId(), request.ifMatch())
        .thenApply(
            it ->
                HeadObjectResponse.builder()
                    .contentLength(it.size())
                    .eTag(it.etag())
                    .versionId(it.version())
                    .checksumSHA256(it.sha256().orElse(null))
                    .checksumCRC64NVME(it.crc64().orElse(null))
                    .build());
  }

  /** Parts come in pages of two as well. */
  @Override
  public CompletableFuture<GetObjectAttributesResponse> getObjectAttributes(
      GetObjectAttributesRequest request) {
    return found(request.bucket(), request.key(), request.versionId(), null)
        .thenApply(it -> attributes(it, request.partNumberMarker()));
  }

  private static GetObjectAttributesResponse attributes(Stored stored, Integer marker) {
    var answer =
        GetObjectAttributesResponse.builder()
            .eTag(stored.etag().replace("\"", ""))
            .objectSize(stored.size());
    if (stored.parts().isEmpty()) {
      return answer.build();
    }
    var parts = stored.parts().get();
    int from = marker == null ? 0 : marker;
    int to = Math.min(parts.sizes().size(), from + PAGE);
    var page = new ArrayList<ObjectPart>();
    for (int part = from; part < to; part++) {
      page.add(ObjectPart.builder().partNumber(part + 1).size(parts.sizes().get(part)).build());
    }
    return answer
        .checksum(it -> it.checksumSHA256(parts.sha256()))
        .objectParts(
            it ->
                it.parts(page)
                    .totalPartsCount(parts.sizes().size())
                    .isTruncated(to < parts.sizes().size()))
        .build();
  }

  @Override
  public <T> CompletableFuture<T> getObject(
      GetObjectRequest request, AsyncResponseTransformer<GetObjectResponse, T> transformer) {
    beforeRead.run();
    reads.incrementAndGet();
    return firstByte
        .apply(request.key())
        .thenCompose(
            now -> found(request.bucket(), request.key(), request.versionId(), request.ifMatch()))
        .thenCompose(
            it -> {
              var result = transformer.prepare();
              transformer.onResponse(GetObjectResponse.builder().eTag(it.etag()).build());
              var bytes =
                  ByteBuffer.wrap(body.apply(ranged(it.content().asByteArray(), request.range())));
              transformer.onStream(SdkPublisher.adapt(AsyncRequestBody.fromByteBuffer(bytes)));
              return result;
            });
  }

  @Override
  public CompletableFuture<PutObjectResponse> putObject(
      PutObjectRequest request, AsyncRequestBody content) {
    var done = new CompletableFuture<PutObjectResponse>();
    var bytes = new ByteArrayOutputStream();
    var unused =
        content
            .subscribe(
                buffer -> {
                  var copy = new byte[buffer.remaining()];
                  buffer.get(copy);
                  bytes.writeBytes(copy);
                })
            .whenComplete(
                (nothing, failure) -> {
                  try {
                    done.complete(put(request, bytes.toByteArray()));
                  } catch (RuntimeException e) {
                    done.completeExceptionally(e);
                  }
                });
    return done;
  }

  private PutObjectResponse put(PutObjectRequest request, byte[] bytes) {
    beforeWrite.accept(request.key());
    String etag;
    synchronized (this) {
      var now = find(request.bucket(), request.key(), null);
      if (("*".equals(request.ifNoneMatch()) && now.isPresent())
          || (request.ifMatch() != null
              && now.filter(it -> it.etag().equals(request.ifMatch())).isEmpty())) {
        throw refused(412, "PreconditionFailed");
      }
      put(request.bucket(), request.key(), "null", bytes);
      etag = find(request.bucket(), request.key(), null).orElseThrow().etag();
    }
    afterWrite.accept(request.key());
    return PutObjectResponse.builder().eTag(etag).build();
  }

  @Override
  public CompletableFuture<DeleteObjectResponse> deleteObject(DeleteObjectRequest request) {
    return answered(
        () -> {
          beforeWrite.accept(request.key());
          remove(request.bucket(), request.key());
          afterWrite.accept(request.key());
          return DeleteObjectResponse.builder().build();
        });
  }

  @Override
  public synchronized CompletableFuture<CreateMultipartUploadResponse> createMultipartUpload(
      CreateMultipartUploadRequest request) {
    var id = "upload" + uploads.size() + "-" + request.key();
    uploads.put(id, request.checksumAlgorithm());
    return CompletableFuture.completedFuture(
        CreateMultipartUploadResponse.builder().uploadId(id).build());
  }

  @Override
  public synchronized CompletableFuture<AbortMultipartUploadResponse> abortMultipartUpload(
      AbortMultipartUploadRequest request) {
    uploads.remove(request.uploadId());
    return CompletableFuture.completedFuture(AbortMultipartUploadResponse.builder().build());
  }

  @Override
  public CompletableFuture<UploadPartCopyResponse> uploadPartCopy(UploadPartCopyRequest request) {
    return answered(
            () -> {
              beforeRead.run();
              copies.incrementAndGet();
              return null;
            })
        .thenCompose(
            ignored ->
                found(
                    request.sourceBucket(),
                    request.sourceKey(),
                    request.sourceVersionId(),
                    request.copySourceIfMatch()))
        .thenApply(
            it -> {
              var part = ranged(it.content().asByteArray(), request.copySourceRange());
              boolean crc = uploads.get(request.uploadId()) == ChecksumAlgorithm.CRC64_NVME;
              return UploadPartCopyResponse.builder()
                  .copyPartResult(
                      result ->
                          result
                              .checksumSHA256(crc ? null : sha256(part))
                              .checksumCRC64NVME(crc ? crc64(part) : null))
                  .build();
            });
  }

  private static String sha256(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String crc64(byte[] bytes) {
    var crc = new Crc64Nvme();
    crc.update(ByteBuffer.wrap(bytes));
    return Base64.getEncoder().encodeToString(Crc64Nvme.toBytes(crc.getValue()));
  }

  private static <T> CompletableFuture<T> answered(Supplier<T> answer) {
    try {
      return CompletableFuture.completedFuture(answer.get());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Stored> found(
      String bucket, String key, String version, String ifMatch) {
    var stored = find(bucket, key, version);
    if (stored.isEmpty()) {
      return CompletableFuture.failedFuture(
          NoSuchKeyException.builder().statusCode(404).message("no such key").build());
    }
    return ifMatch == null || ifMatch.equals(stored.get().etag())
        ? CompletableFuture.completedFuture(stored.get())
        : CompletableFuture.failedFuture(refused(412, "PreconditionFailed"));
  }

  /** An answer of S3 that is an error. */
  public static S3Exception refused(int status, String code) {
    return (S3Exception)
        S3Exception.builder()
            .statusCode(status)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
            .build();
  }

  private static byte[] ranged(byte[] content, String range) {
    if (range == null) {
      return content;
    }
    var matcher = RANGE.matcher(range);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(range);
    }
    int from = Integer.parseInt(matcher.group(1));
    int to = Math.min(content.length, Integer.parseInt(matcher.group(2)) + 1);
    return java.util.Arrays.copyOfRange(content, from, Math.max(from, to));
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
