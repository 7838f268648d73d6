package io.bindery.packager.world;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
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
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * Objects in memory behind the SDK's interface, where a test must choose version ids and stored
 * checksums, do something between two calls, or end the world at one. Lists pages of two.
 */
public final class MemoryS3 implements S3AsyncClient {

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

  /** When objects were written, by key, where a test says it. */
  public final Map<String, Instant> times = new ConcurrentHashMap<>();

  /** Uploads that are neither completed nor aborted: their algorithm. */
  public final Map<String, ChecksumAlgorithm> uploads = new TreeMap<>();

  /** How many bodies were read. */
  public final AtomicInteger reads = new AtomicInteger();

  /** How many parts were copied. */
  public final AtomicInteger copies = new AtomicInteger();

  /** Buckets that never had versions: only listings say {@code null}. */
  public final Set<String> unversioned = ConcurrentHashMap.newKeySet();

  /** Buckets of which nothing may be listed or looked at. */
  public final Set<String> denied = ConcurrentHashMap.newKeySet();

  /** Bucket and prefix of each listing of versions. */
  public final Set<List<String>> listedPrefixes = ConcurrentHashMap.newKeySet();

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

  /** What becomes of the head of each body. */
  public volatile UnaryOperator<GetObjectResponse> answer = head -> head;

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

  private String version(String bucket, Stored stored) {
    return unversioned.contains(bucket) && stored.version().equals("null")
        ? null
        : stored.version();
  }

  private synchronized Optional<Stored> find(String bucket, String key, String version) {
    return buckets.getOrDefault(bucket, List.of()).stream()
        .filter(it -> it.key().equals(key))
        .filter(it -> version == null ? it.latest() : it.version().equals(version))
        .findFirst();
  }

  /** It keeps versions unless one of its objects has none. */
  @Override
  public CompletableFuture<GetBucketVersioningResponse> getBucketVersioning(
      GetBucketVersioningRequest request) {
    boolean versions =
        buckets.getOrDefault(request.bucket(), List.of()).stream()
            .allMatch(stored -> stored.version() != null);
    return CompletableFuture.completedFuture(
        GetBucketVersioningResponse.builder()
            .status(versions ? BucketVersioningStatus.ENABLED : null)
            .build());
  }

  @Override
  public synchronized CompletableFuture<ListObjectVersionsResponse> listObjectVersions(
      ListObjectVersionsRequest request) {
    if (denied.contains(request.bucket())) {
      return CompletableFuture.failedFuture(refused(403, "AccessDenied"));
    }
    listedPrefixes.add(List.of(request.bucket(), request.prefix()));
    return CompletableFuture.completedFuture(
        Pages.versions(buckets.getOrDefault(request.bucket(), List.of()), request, modified));
  }

  @Override
  public synchronized CompletableFuture<ListObjectsV2Response> listObjectsV2(
      ListObjectsV2Request request) {
    if (denied.contains(request.bucket())) {
      return CompletableFuture.failedFuture(refused(403, "AccessDenied"));
    }
    var all =
        keys(request.bucket(), request.prefix()).stream()
            .flatMap(key -> find(request.bucket(), key, null).stream())
            .toList();
    return CompletableFuture.completedFuture(Pages.objects(all, request, this::time));
  }

  private Instant time(String key) {
    return times.getOrDefault(key, Instant.EPOCH);
  }

  @Override
  public CompletableFuture<HeadObjectResponse> headObject(HeadObjectRequest request) {
    if (denied.contains(request.bucket())) {
      return CompletableFuture.failedFuture(refused(403, "AccessDenied"));
    }
    return found(request.bucket(), request.key(), request.versionId(), request.ifMatch())
        .thenApply(
            it ->
                HeadObjectResponse.builder()
                    .contentLength(it.size())
                    .eTag(it.etag())
                    .lastModified(time(it.key()))
                    .versionId(version(request.bucket(), it))
                    .checksumSHA256(it.sha256().orElse(null))
                    .checksumCRC64NVME(it.crc64().orElse(null))
                    .build());
  }

  /** Parts come in pages of two as well. */
  @Override
  public CompletableFuture<GetObjectAttributesResponse> getObjectAttributes(
      GetObjectAttributesRequest request) {
    return found(request.bucket(), request.key(), request.versionId(), null)
        .thenApply(it -> Pages.parts(it, request.partNumberMarker()));
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
              transformer.onResponse(
                  answer.apply(
                      GetObjectResponse.builder()
                          .eTag(it.etag())
                          .versionId(version(request.bucket(), it))
                          .contentLength(it.size())
                          .build()));
              var bytes =
                  ByteBuffer.wrap(
                      body.apply(Contents.part(it.content().asByteArray(), request.range())));
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
              var part = Contents.part(it.content().asByteArray(), request.copySourceRange());
              boolean crc = uploads.get(request.uploadId()) == ChecksumAlgorithm.CRC64_NVME;
              return UploadPartCopyResponse.builder()
                  .copyPartResult(
                      result ->
                          result
                              .checksumSHA256(crc ? null : Contents.sha256(part))
                              .checksumCRC64NVME(crc ? Contents.crc64(part) : null))
                  .build();
            });
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

  @Override
  public String serviceName() {
    return "s3";
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
